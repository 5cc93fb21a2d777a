"""Data sets: the files are the ones described, the loaders are right, and nothing heavy is imported."""

import hashlib
import inspect
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from course_utils import datasets
from course_utils.datasets import base
from course_utils.datasets.toy import NOUNS, REPORT_WORDS, bite_reports
from course_utils.datasets.tunes import Note, read_notes, synthesise

# Every loader of the room: what can be called without arguments.
LOADERS = [
    name
    for name in datasets.__all__
    if all(
        parameter.default is not parameter.empty
        for parameter in inspect.signature(getattr(datasets, name)).parameters.values()
    )
]
SIDES = ("train", "validation", "test")
every_loader = pytest.mark.parametrize("name", LOADERS)


# --- files -------------------------------------------------------------------


def file_problems(folder):
    """Return what the folder of data files lacks: a checksum, a script, a row of README.md."""
    paths = [path for path in folder.iterdir() if path.is_file()]
    scripts = {path.name: path.read_text(encoding="utf-8") for path in paths if path.name.startswith("make_")}
    files = {path.name: path for path in paths if path.suffix != ".py"}
    del files["README.md"], files["SHA256SUMS"]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    # | `file` | what | size | origin | licence | `made by` |
    rows = {
        cells[1].strip(" `"): cells[2:7]
        for cells in (line.split("|") for line in readme.splitlines())
        if len(cells) == 8
    }
    sums = dict(line.split()[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    problems = [f"{name} has a checksum and is not there" for name in sorted(set(sums) - set(files))]
    for name, path in sorted(files.items()):
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        if sums.get(name) != checksum:
            problems.append(f"{name} is not the file of SHA256SUMS: {checksum}  {name}")
        if name not in rows or not all(cell.strip() for cell in rows[name]):
            problems.append(f"{name} has no full row in README.md")
        elif name not in scripts.get(rows[name][-1].strip(" `"), ""):
            problems.append(f"{name} has no script that writes it")
    return problems


def test_every_data_file_has_its_checksum_its_script_and_its_paragraph():
    problems = file_problems(base.DATA)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda folder: (folder / "new.csv").write_text("1"), "new.csv is not the file of SHA256SUMS"),
        (lambda folder: (folder / "new.csv").write_text("1"), "new.csv has no full row in README.md"),
        (lambda folder: (folder / "splice_sites.csv").write_text("1"), "splice_sites.csv is not the file"),
        (lambda folder: (folder / "splice_sites.csv").unlink(), "splice_sites.csv has a checksum"),
        (lambda folder: (folder / "make_glove.py").unlink(), "glove_words.txt has no script"),
    ],
)
def test_a_data_file_that_lacks_something_is_found(tmp_path, change, problem):
    folder = shutil.copytree(base.DATA, tmp_path / "data")
    change(folder)
    assert problem in "\n".join(file_problems(folder))


# --- every loader ------------------------------------------------------------


def fingerprint(value):
    """Return a text that differs where the data differ, and is otherwise the same in every process."""
    import hashlib

    import numpy as np

    if isinstance(value, np.ndarray):
        contents = "".join(map(str, value.tolist())).encode() if value.dtype == object else value.tobytes()
        return f"{value.dtype} {value.shape} {hashlib.sha256(contents).hexdigest()}"
    if isinstance(value, dict):
        return fingerprint(list(value.items()))
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return hashlib.sha256("|".join(map(fingerprint, value)).encode()).hexdigest()
    if hasattr(value, "__dataclass_fields__"):
        return fingerprint({name: getattr(value, name) for name in value.__dataclass_fields__})
    return repr(value)


@cache
def in_a_fresh_process(hash_seed):
    """Return {loader: (fingerprint, seconds of the processor)}; of one that fails, its error's text."""
    program = f"""import json, time
from course_utils import datasets
{inspect.getsource(fingerprint)}
def load(name):
    start = time.process_time()
    try:
        return fingerprint(getattr(datasets, name)()), time.process_time() - start
    except Exception as error:
        return repr(error), 0
print(json.dumps({{name: load(name) for name in {LOADERS!r}}}))
"""
    variables = os.environ | {"PYTHONHASHSEED": str(hash_seed)}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=variables)
    assert run.stderr == ""
    return json.loads(run.stdout)


@every_loader
def test_a_fresh_process_loads_the_same(name):
    """Planted bug: an order that comes from hash()."""
    mine = fingerprint(getattr(datasets, name)())
    assert [in_a_fresh_process(hash_seed)[name][0] for hash_seed in (1, 2)] == [mine, mine]


@every_loader
def test_loading_takes_less_than_two_seconds(name):
    assert in_a_fresh_process(1)[name][1] < 2


@every_loader
def test_a_data_set_says_where_it_comes_from(name):
    data = getattr(datasets, name)()
    assert data.__dataclass_params__.frozen
    assert len(data.licence) >= len("CC0")
    assert len(data.source) > len("ours")
    assert len(repr(data)) < 1000


@every_loader
def test_every_example_is_on_exactly_one_side(name):
    data = getattr(datasets, name)()
    fields = [field for field in vars(data) if field in SIDES]
    if not fields:
        return  # nothing to learn from examples
    assert sorted(fields) == sorted(SIDES)
    sides = [getattr(data, side) for side in SIDES]
    size = sum(map(len, sides))
    np.testing.assert_array_equal(np.sort(np.concatenate(sides)), np.arange(size))
    assert size in {len(value) for field, value in vars(data).items() if field not in SIDES}
    assert len(data.train) > len(data.validation) > size / 10
    assert len(data.test) > size / 10


def test_the_loaders_are_found():
    assert {"load_digits", "load_tune", "restaurant_reviews", "candidates_table"} <= set(LOADERS)
    assert "synthesise" not in LOADERS


def test_a_broken_loader_does_not_keep_the_other_tests_from_running():
    program = (
        "import runpy, sys\nfrom course_utils import datasets\n"
        "def broken(): raise RuntimeError('broken')\n"
        f"for name in {LOADERS!r}: setattr(datasets, name, broken)\n"
        f"runpy.run_path({__file__!r})\nprint('collected')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout == "collected\n", run.stderr


def test_split_keeps_groups_together():
    groups = [i % 40 for i in range(200)]
    sides = base.split(groups)
    members = {name: {groups[i] for i in indices} for name, indices in sides.items()}
    assert {name: len(group) for name, group in members.items()} == {"train": 28, "validation": 6, "test": 6}
    assert len(set().union(*members.values())) == 40


def test_split_refuses_too_few():
    with pytest.raises(ValueError, match="groups must be at least 10 to be split; got 9"):
        base.split(9)


def test_missing_files_are_explained(monkeypatch, tmp_path):
    monkeypatch.setattr(base, "DATA", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"data/seattle_weather.csv is missing.*--editable"):
        datasets.load_weather()
    with pytest.raises(FileNotFoundError, match=r"no_such_package/x is missing"):
        base.package_file("no_such_package", "x")
    with pytest.raises(FileNotFoundError, match=r"gensim/x is missing"):
        base.package_file("gensim", "x")


def test_loaders_import_nothing_heavy():
    code = "\n".join(
        [
            "import sys",
            "from course_utils import datasets",
            *(f"datasets.{name}()" for name in LOADERS),
            "heavy = 'sklearn gensim music21 pandas scipy keras tensorflow matplotlib'.split()",
            "sys.exit(str([name for name in heavy if name in sys.modules] or ''))",
        ]
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stderr.strip() == ""


def test_digits_are_scikit_learns():
    from sklearn.datasets import load_digits

    theirs, ours = load_digits(), datasets.load_digits()
    np.testing.assert_array_equal(ours.images, theirs.images)
    np.testing.assert_array_equal(ours.labels, theirs.target)


@pytest.fixture(scope="module")
def weather():
    return datasets.load_weather()


class TestWeather:
    def test_every_day_of_four_years_once(self, weather):
        np.testing.assert_array_equal(weather.dates, np.arange("2012-01-01", "2016-01-01", dtype="M8[D]"))

    def test_known_extremes(self, weather):
        assert weather.names == ("precipitation", "temp_max", "temp_min", "wind")
        np.testing.assert_allclose(weather.values.min(axis=0), [0, -1.6, -7.1, 0.4])
        np.testing.assert_allclose(weather.values.max(axis=0), [55.9, 35.6, 18.3, 9.5])

    def test_the_past_comes_first(self, weather):
        dates, weather = weather.dates, weather
        assert dates[weather.train].max() < dates[weather.validation].min()
        assert str(dates[weather.validation].max()) == "2014-12-31"
        assert len(weather.test) == 365

    def test_persistence_of_the_highest_temperature(self, weather):
        steps = np.diff(weather.column("temp_max"))[weather.test - 1]
        assert np.sqrt(np.mean(steps**2)) == pytest.approx(2.907, abs=5e-4)

    def test_unknown_column(self, weather):
        with pytest.raises(ValueError, match=r"name must be one of .*; got 'rain'"):
            weather.column("rain")


@pytest.fixture(scope="module")
def splice():
    return datasets.load_splice_sites()


class TestSpliceSites:
    def test_used_sites(self, splice):
        assert len(splice.sites) == len(set(splice.sites)) == 10_227
        assert {site[3:5] for site in splice.sites} == {"GT", "GC"}
        assert {len(site) for site in splice.sites} == {9}
        assert splice.counts.min() == 1

    def test_questions_and_answers(self, splice):
        counts = dict(zip(splice.sites, splice.counts, strict=True))
        used = np.array([counts.get(sequence, 0) for sequence in splice.sequences])
        assert used[splice.labels == 1].min() == 3
        assert used[splice.labels == 0].max() == 0
        assert splice.labels.sum() == 3_207 == len(splice.labels) / 2
        assert len(set(splice.sequences)) == 6_414
        assert (splice.bases[:, 3:5] == [2, 3]).all()

    def test_bases_spell_the_sequences(self, splice):
        letters = np.array(splice.vocabulary)[splice.bases]
        assert ["".join(row) for row in letters] == splice.sequences.tolist()

    @pytest.mark.parametrize(
        ("sequences", "message"),
        [(["ACG", "AC"], r"one length; got \[2, 3\]"), (["ACU"], r"spelled with ACGT; got \['U'\]")],
    )
    def test_encode_refuses(self, splice, sequences, message):
        with pytest.raises(ValueError, match=message):
            splice.encode(sequences)


@pytest.fixture(scope="module")
def reviews():
    return datasets.restaurant_reviews()


class TestReviews:
    @staticmethod
    def bag(text):
        return tuple(sorted(text.split()))

    def test_size(self, reviews):
        assert len(set(reviews.texts)) == 4_416
        assert len(set(" ".join(reviews.texts).split())) == 36
        assert {len(text.split()) for text in reviews.texts} == {7, 8, 12, 14}

    def test_every_bag_of_words_has_both_labels_equally_often(self, reviews):
        balance = Counter()
        for text, label in zip(reviews.texts, reviews.labels, strict=True):
            balance[self.bag(text)] += 1 if label else -1
        assert set(balance.values()) == {0}

    def test_a_bag_stays_on_one_side(self, reviews):
        sides = [
            {self.bag(reviews.texts[i]) for i in getattr(reviews, side)}
            for side in ("train", "validation", "test")
        ]
        assert sum(map(len, sides)) == len(set.union(*sides))

    def test_bigrams_are_a_partial_cure(self, reviews):
        def bigrams(text):
            words = text.split()
            return tuple(sorted(pairwise(words)))

        labels = {}
        for text, label in zip(reviews.texts, reviews.labels, strict=True):
            labels.setdefault(bigrams(text), []).append(label)
        ambiguous = sum(len(seen) for seen in labels.values() if len(set(seen)) > 1)
        assert ambiguous == 2 * 2 * 8 * 6 * 6

    @pytest.mark.parametrize(
        ("text", "label"),
        [
            ("the soup was not bland but tasty", 1),
            ("we found the cake stale and not lovely", 0),
            ("the fish was perfect at the start but it was burnt at the end", 0),
            ("the fish was perfect at the end although it was burnt at the start", 1),
            ("the pizza looked awful but tasted delicious", 1),
            ("the pizza tasted awful but looked delicious", 0),
            ("the rice was not fresh at first but in the end lovely", 1),
            ("the rice was fresh at first but in the end not lovely", 0),
            ("the rice was not greasy at first but in the end horrible", 0),
            ("the rice was greasy at first but in the end not horrible", 1),
        ],
    )
    def test_labels_mean_what_the_sentences_say(self, reviews, text, label):
        assert reviews.labels[reviews.texts.index(text)] == label

    def test_vocabulary_knows_every_word(self, reviews):
        for text in reviews.texts:
            reviews.vocabulary.encode(text, strict=True)


@pytest.fixture(scope="module")
def glove():
    return datasets.load_glove()


class TestGlove:
    @pytest.mark.parametrize(
        ("a", "b", "c", "answer"),
        [
            ("man", "king", "woman", "queen"),
            ("france", "paris", "egypt", "cairo"),
            ("good", "better", "bad", "worse"),
        ],
    )
    def test_analogies(self, glove, a, b, c, answer):
        vector = glove.vector(b) - glove.vector(a) + glove.vector(c)
        assert glove.nearest(vector, k=1, exclude=[a, b, c])[0][0] == answer

    def test_an_honest_analogy_finds_the_question_first(self, glove):
        king, man, woman = map(glove.vector, ("king", "man", "woman"))
        assert [word for word, _ in glove.nearest(king - man + woman, k=2)] == ["king", "queen"]

    def test_nearest_sorts_by_cosine(self, glove):
        neighbours = glove.nearest("bread", k=20)
        cosines = [cosine for _, cosine in neighbours]
        assert cosines == sorted(cosines, reverse=True)
        assert len(neighbours) == 20
        bread, butter = glove.vector("bread"), glove.vector("butter")
        assert neighbours[0] == (
            "butter",
            pytest.approx(bread @ butter / np.linalg.norm(bread) / np.linalg.norm(butter)),
        )

    def test_a_vector_is_a_copy(self, glove):
        glove.vector("king")[:] = 0
        assert glove.vector("king").any()

    def test_ids_are_rows(self, glove):
        assert len(glove.ids) == 10_000
        np.testing.assert_array_equal(glove.vectors[glove.ids["rain"]], glove.vector("rain"))

    def test_refusals(self, glove):
        with pytest.raises(ValueError, match="one of the 10000 known words; got 'gujarat'"):
            glove.nearest("gujarat")
        with pytest.raises(ValueError, match=r"query must be a word or \(50,\); got \(3,\)"):
            glove.nearest(np.ones(3))
        with pytest.raises(ValueError, match="must have a direction"):
            glove.nearest(np.zeros(50))


def test_news_words():
    news = datasets.load_news_corpus()
    words = {word for document in news.documents for word in document}
    assert len(words) == 7_186
    assert all(word[0].isalpha() and word == word.lower() for word in words)


def test_candidates_are_invented_and_a_table():
    table = datasets.candidates_table()
    assert len(table.rows) == 12
    assert {len(row) for row in table.rows} == {len(table.columns)} == {5}
    assert all("example" in mail for _, mail, *_ in table.rows)
    assert set(table.departments) == {"BI", "CS", "MA", "PH"}
    assert table.ratings.tolist() == [[coding, writing] for *_, coding, writing in table.rows]
    assert table.ratings.min() >= 0
    assert table.ratings.max() <= 10


@pytest.fixture(scope="module")
def sentences():
    return datasets.deck_sentences()


class TestDecks:
    def test_one_label_a_word(self, sentences):
        for sentence in sentences.values():
            if isinstance(sentence.labels, tuple) and isinstance(sentence.labels[0], int):
                assert len(sentence.labels) == len(sentence.tokens)
        assert sum(sentences["wizards"].labels) == 4

    def test_the_question_grows_in_translation(self, sentences):
        question = sentences["french question"]
        assert (len(question.tokens), len(question.labels)) == (4, 7)

    def test_the_three_documents_have_the_decks_counts(self, sentences):
        words = [word for i in range(3) for word in sentences[f"document {i}"].tokens]
        assert Counter(words) == {"love": 2, "play": 3, "cricket": 1, "fun": 1}


@pytest.fixture(scope="module")
def book():
    return datasets.load_tunes()


class TestTunes:
    def test_all_tunes_are_read(self, book):
        assert len({tune.abc for tune in book.tunes}) == 1_045
        assert all(tune.title and tune.key and tune.metre for tune in book.tunes)
        assert all(len(tune.notes) >= 30 for tune in book.tunes)
        pitches = [note.pitch for tune in book.tunes for note in tune.notes if note.pitch]
        assert (min(pitches), max(pitches)) == (55, 93)  # from the violin's lowest string up

    def test_twins_stay_on_one_side(self, book):
        sides = [{book.tunes[i].abc for i in side} for side in (book.train, book.validation, book.test)]
        assert sum(map(len, sides)) == 1_045

    @pytest.mark.parametrize(
        ("music", "notes"),
        [
            ("C c c' C,", [(60, 1), (72, 1), (84, 1), (48, 1)]),
            ("K:D\nF c|F", [(66, 1), (73, 1), (66, 1)]),
            ("K:Ador\nF B", [(66, 1), (71, 1)]),
            ("K:Gm\nB E f", [(70, 1), (63, 1), (77, 1)]),
            ("^F F f|F", [(66, 1), (66, 1), (77, 1), (65, 1)]),
            ("K:G\n=F F|_B __B ^^c", [(65, 1), (65, 1), (70, 1), (69, 1), (74, 1)]),
            ("C2 C/ C// C3/2 C/4", [(60, 2), (60, 0.5), (60, 0.25), (60, 1.5), (60, 0.25)]),
            ("C>D E<F", [(60, 1.5), (62, 0.5), (64, 0.5), (65, 1.5)]),
            ("C>>D", [(60, 1.75), (62, 0.25)]),
            ("C>(D E)", [(60, 1.5), (62, 0.5), (64, 1)]),
            ("(3CDE F", [(60, 2 / 3), (62, 2 / 3), (64, 2 / 3), (65, 1)]),
            ("(5CDEFG", [(60, 0.4), (62, 0.4), (64, 0.4), (65, 0.4), (67, 0.4)]),
            ("M:6/8\n(2CD E", [(60, 1.5), (62, 1.5), (64, 1)]),
            ("(3:2:2CD E", [(60, 2 / 3), (62, 2 / 3), (64, 1)]),
            ("[CEG]2 {d}c", [(67, 2), (72, 1)]),
            ("{^F}F|F", [(66, 1), (65, 1)]),
            ("[C-E-] [CE]", [(64, 2)]),
            ("C-C D|E-|E", [(60, 2), (62, 1), (64, 2)]),
            ("z2 C x", [(0, 2), (60, 1), (0, 1)]),
            ("|:C|1 D:|2 E|]", [(60, 1), (62, 1), (64, 1)]),
            ("C [K:D] C|L:1/8\nC", [(60, 1), (61, 1), (61, 1)]),
            ("C\nL:1/8\nC", [(60, 1), (60, 0.5)]),
        ],
    )
    def test_reading_notes(self, music, notes):
        read = read_notes(f"L:1/4\nK:C\n{music}")
        assert [note.pitch for note in read] == [pitch for pitch, _ in notes]
        assert [note.duration for note in read] == pytest.approx([duration for _, duration in notes])

    def test_unknown_keys_are_refused(self):
        for key in ("H", "Gxyz", ""):
            with pytest.raises(ValueError, match="abc must name a key"):
                read_notes(f"L:1/8\nK:{key}\nC")

    def test_music21_reads_the_same_notes(self, book):
        from music21 import converter

        # Version and directive tell music21 that accidentals hold to the end of the bar.
        header = "%abc-2.1\n%%propagate-accidentals octave\nX:1\n"
        for tune in book.tunes[1:200:40]:
            score = converter.parse(f"{header}T:{tune.title}\n{tune.abc}", format="abc")
            theirs = score.recurse().notesAndRests
            theirs = [note for note in theirs if not note.duration.isGrace]
            assert [max((p.midi for p in note.pitches), default=0) for note in theirs] == [
                note.pitch for note in tune.notes
            ]
            assert [float(note.quarterLength) for note in theirs] == pytest.approx(
                [note.duration for note in tune.notes]
            )

    def test_mail_is_undone(self, book):
        assert not any("=3" in tune.abc or "=2" in tune.abc for tune in book.tunes)
        assert not any(line.endswith("=") for tune in book.tunes for line in tune.abc.splitlines())

    def test_titles(self):
        assert datasets.load_tune("fisher's HORNPIPE").title == "Fisher's Hornpipe"
        with pytest.raises(ValueError, match=r"such as .*Soldiers' Joy.*; got 'Soldiers joy!'"):
            datasets.load_tune("Soldiers joy!")

    def test_nobody_is_named(self, book):
        assert not any("@" in tune.abc or "Z:" in tune.abc for tune in book.tunes)


class TestSound:
    def test_pitch_is_heard(self):
        sound = synthesise([Note(69, 2)], rate=8000, tempo=60)
        assert sound.dtype == np.float32
        assert np.abs(np.fft.rfft(sound)).argmax() / 2 == 440

    def test_length_silence_and_loudness(self):
        sound = synthesise([Note(60, 1), Note(0, 1), Note(64, 0.5)], rate=8000, tempo=120)
        assert len(sound) == 4000 + 4000 + 2000
        assert not sound[4000:8000].any()
        assert 0.5 < np.abs(sound).max() <= 1

    @pytest.mark.parametrize(
        ("notes", "rate", "message"), [([], 8000, "at least one note"), ([(60, 1)], 0, "must be positive")]
    )
    def test_refusals(self, notes, rate, message):
        with pytest.raises(ValueError, match=message):
            synthesise(notes, rate)


# --- reports of bites ---------------------------------------------------------


@pytest.mark.parametrize(("length", "many"), [(5, 80), (10, 1300), (40, 1300)])
def test_reports_of_bites_are_different_and_name_the_biter(length, many):
    (x, y, texts), (x_test, _, test_texts) = bite_reports(length)
    assert x.shape == (many, length, len(REPORT_WORDS))
    assert len(x_test) == len(test_texts) > 0
    assert len({*texts, *test_texts}) == len(texts) + len(test_texts)
    for one, biter, text in zip(x, y, texts, strict=True):
        words = text.split()
        assert [REPORT_WORDS[place] for place in one.argmax(axis=1)] == words
        assert NOUNS[biter] == words[0 if words[1] == "bites" else 3]


def test_a_report_of_three_words_is_refused():
    with pytest.raises(ValueError, match="T must be at least 4"):
        bite_reports(3)
