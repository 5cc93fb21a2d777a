"""Data sets: the files are the ones described, the loaders are right, and nothing heavy is imported."""

import hashlib
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from course_utils import datasets
from course_utils.datasets import base
from course_utils.datasets.restaurant import restaurant_reviews
from course_utils.datasets.tunes import Note, load_tune, load_tunes, read_notes, synthesise

SHA256 = {
    "seattle_weather.csv": "f5ae7dee19d689a4e5294ef3d56d8ba04a58afdde756779b35f671d5ba635e80",
    "splice_sites.csv": "72d3c4402de17c40bd174ee05fb90acfbcfe5efed502daf1e56f9d9217477213",
    "glove_words.txt": "9ff8a7893bab9bf4410d0527b37565c99fe40910ac36e4885581e8c95e8ef105",
    "glove_vectors.npy": "a50117898fb075583ddbdce135016e03265d974a8f3eb061f826341c917f4457",
}
# loader: how many examples it splits
SPLIT = {
    "load_digits": 1797,
    "load_weather": 1461,
    "load_splice_sites": 6414,
    "load_tunes": 1059,
    "restaurant_reviews": 4416,
    "load_news_corpus": 300,
}
LOADERS = [*SPLIT, "load_glove", "candidates_table", "deck_sentences", "load_tune"]


@pytest.mark.parametrize("name", SHA256)
def test_data_files_are_the_ones_described(name):
    assert hashlib.sha256(base.data_file(name).read_bytes()).hexdigest() == SHA256[name]
    assert f"`{name}`" in (base.DATA / "README.md").read_text(encoding="utf-8")


def test_every_data_file_is_described_and_has_its_script():
    files = {path.name for path in base.DATA.iterdir() if path.is_file()}
    readme = (base.DATA / "README.md").read_text(encoding="utf-8")
    assert [name for name in files - {"README.md"} if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("name", LOADERS)
def test_loading_twice_gives_the_same(name):
    load = getattr(datasets, name)
    start = time.perf_counter()
    first = load()
    print(f"{name}: {time.perf_counter() - start:.2f} s")
    second = load()
    if isinstance(first, base.Dataset):
        assert first.licence
        assert first.source
        assert len(repr(first)) < 1000
        for field, value in vars(first).items():
            np.testing.assert_equal(getattr(second, field), value)
    else:
        assert first == second


@pytest.mark.parametrize("name", SPLIT)
def test_every_example_is_on_exactly_one_side(name):
    data = getattr(datasets, name)()
    sides = [data.train, data.validation, data.test]
    np.testing.assert_array_equal(np.sort(np.concatenate(sides)), np.arange(SPLIT[name]))
    assert len(data.train) > len(data.validation) > SPLIT[name] / 10
    assert len(data.test) > SPLIT[name] / 10


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


class TestWeather:
    weather = datasets.load_weather()

    def test_every_day_of_four_years_once(self):
        np.testing.assert_array_equal(
            self.weather.dates, np.arange("2012-01-01", "2016-01-01", dtype="M8[D]")
        )

    def test_known_extremes(self):
        assert self.weather.names == ("precipitation", "temp_max", "temp_min", "wind")
        np.testing.assert_allclose(self.weather.values.min(axis=0), [0, -1.6, -7.1, 0.4])
        np.testing.assert_allclose(self.weather.values.max(axis=0), [55.9, 35.6, 18.3, 9.5])

    def test_the_past_comes_first(self):
        dates, weather = self.weather.dates, self.weather
        assert dates[weather.train].max() < dates[weather.validation].min()
        assert str(dates[weather.validation].max()) == "2014-12-31"
        assert len(weather.test) == 365

    def test_persistence_of_the_highest_temperature(self):
        steps = np.diff(self.weather.column("temp_max"))[self.weather.test - 1]
        assert np.sqrt(np.mean(steps**2)) == pytest.approx(2.907, abs=5e-4)

    def test_unknown_column(self):
        with pytest.raises(ValueError, match=r"name must be one of .*; got 'rain'"):
            self.weather.column("rain")


class TestSpliceSites:
    splice = datasets.load_splice_sites()

    def test_used_sites(self):
        assert len(self.splice.sites) == len(set(self.splice.sites)) == 10_227
        assert {site[3:5] for site in self.splice.sites} == {"GT", "GC"}
        assert {len(site) for site in self.splice.sites} == {9}
        assert self.splice.counts.min() == 1

    def test_questions_and_answers(self):
        counts = dict(zip(self.splice.sites, self.splice.counts, strict=True))
        used = np.array([counts.get(sequence, 0) for sequence in self.splice.sequences])
        assert used[self.splice.labels == 1].min() == 3
        assert used[self.splice.labels == 0].max() == 0
        assert self.splice.labels.sum() == 3_207 == len(self.splice.labels) / 2
        assert len(set(self.splice.sequences)) == 6_414
        assert (self.splice.bases[:, 3:5] == [2, 3]).all()

    def test_bases_spell_the_sequences(self):
        letters = np.array(self.splice.vocabulary)[self.splice.bases]
        assert ["".join(row) for row in letters] == self.splice.sequences.tolist()

    @pytest.mark.parametrize(
        ("sequences", "message"),
        [(["ACG", "AC"], r"one length; got \[2, 3\]"), (["ACU"], r"spelled with ACGT; got \['U'\]")],
    )
    def test_encode_refuses(self, sequences, message):
        with pytest.raises(ValueError, match=message):
            self.splice.encode(sequences)


class TestReviews:
    reviews = restaurant_reviews()

    @staticmethod
    def bag(text):
        return tuple(sorted(text.split()))

    def test_size(self):
        assert len(set(self.reviews.texts)) == 4_416
        assert len(set(" ".join(self.reviews.texts).split())) == 36
        assert {len(text.split()) for text in self.reviews.texts} == {7, 8, 12, 14}

    def test_every_bag_of_words_has_both_labels_equally_often(self):
        balance = Counter()
        for text, label in zip(self.reviews.texts, self.reviews.labels, strict=True):
            balance[self.bag(text)] += 1 if label else -1
        assert set(balance.values()) == {0}

    def test_a_bag_stays_on_one_side(self):
        sides = [
            {self.bag(self.reviews.texts[i]) for i in getattr(self.reviews, side)}
            for side in ("train", "validation", "test")
        ]
        assert sum(map(len, sides)) == len(set.union(*sides))

    def test_bigrams_are_a_partial_cure(self):
        def bigrams(text):
            words = text.split()
            return tuple(sorted(pairwise(words)))

        labels = {}
        for text, label in zip(self.reviews.texts, self.reviews.labels, strict=True):
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
    def test_labels_mean_what_the_sentences_say(self, text, label):
        assert self.reviews.labels[self.reviews.texts.index(text)] == label

    def test_vocabulary_knows_every_word(self):
        for text in self.reviews.texts:
            self.reviews.vocabulary.encode(text, strict=True)


class TestGlove:
    glove = datasets.load_glove()

    @pytest.mark.parametrize(
        ("a", "b", "c", "answer"),
        [
            ("man", "king", "woman", "queen"),
            ("france", "paris", "egypt", "cairo"),
            ("good", "better", "bad", "worse"),
        ],
    )
    def test_analogies(self, a, b, c, answer):
        vector = self.glove.vector(b) - self.glove.vector(a) + self.glove.vector(c)
        assert self.glove.nearest(vector, k=1, exclude=[a, b, c])[0][0] == answer

    def test_an_honest_analogy_finds_the_question_first(self):
        king, man, woman = map(self.glove.vector, ("king", "man", "woman"))
        assert [word for word, _ in self.glove.nearest(king - man + woman, k=2)] == ["king", "queen"]

    def test_nearest_sorts_by_cosine(self):
        neighbours = self.glove.nearest("bread", k=20)
        cosines = [cosine for _, cosine in neighbours]
        assert cosines == sorted(cosines, reverse=True)
        assert len(neighbours) == 20
        bread, butter = self.glove.vector("bread"), self.glove.vector("butter")
        assert neighbours[0] == (
            "butter",
            pytest.approx(bread @ butter / np.linalg.norm(bread) / np.linalg.norm(butter)),
        )

    def test_a_vector_is_a_copy(self):
        self.glove.vector("king")[:] = 0
        assert self.glove.vector("king").any()

    def test_ids_are_rows(self):
        assert len(self.glove.ids) == 10_000
        np.testing.assert_array_equal(self.glove.vectors[self.glove.ids["rain"]], self.glove.vector("rain"))

    def test_refusals(self):
        with pytest.raises(ValueError, match="one of the 10000 known words; got 'gujarat'"):
            self.glove.nearest("gujarat")
        with pytest.raises(ValueError, match=r"query must be a word or \(50,\); got \(3,\)"):
            self.glove.nearest(np.ones(3))
        with pytest.raises(ValueError, match="must have a direction"):
            self.glove.nearest(np.zeros(50))


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


class TestDecks:
    sentences = datasets.deck_sentences()

    def test_one_label_a_word(self):
        for sentence in self.sentences.values():
            if isinstance(sentence.labels, tuple) and isinstance(sentence.labels[0], int):
                assert len(sentence.labels) == len(sentence.tokens)
        assert sum(self.sentences["wizards"].labels) == 4

    def test_the_question_grows_in_translation(self):
        question = self.sentences["french question"]
        assert (len(question.tokens), len(question.labels)) == (4, 7)

    def test_the_three_documents_have_the_decks_counts(self):
        words = [word for i in range(3) for word in self.sentences[f"document {i}"].tokens]
        assert Counter(words) == {"love": 2, "play": 3, "cricket": 1, "fun": 1}


class TestTunes:
    book = load_tunes()

    def test_all_tunes_are_read(self):
        assert len({tune.abc for tune in self.book.tunes}) == 1_045
        assert all(tune.title and tune.key and tune.metre for tune in self.book.tunes)
        assert all(len(tune.notes) >= 30 for tune in self.book.tunes)
        pitches = [note.pitch for tune in self.book.tunes for note in tune.notes if note.pitch]
        assert (min(pitches), max(pitches)) == (55, 93)  # from the violin's lowest string up

    def test_twins_stay_on_one_side(self):
        sides = [
            {self.book.tunes[i].abc for i in side}
            for side in (self.book.train, self.book.validation, self.book.test)
        ]
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

    def test_music21_reads_the_same_notes(self):
        from music21 import converter

        # Version and directive tell music21 that accidentals hold to the end of the bar.
        header = "%abc-2.1\n%%propagate-accidentals octave\nX:1\n"
        for tune in self.book.tunes[1:200:40]:
            score = converter.parse(f"{header}T:{tune.title}\n{tune.abc}", format="abc")
            theirs = score.recurse().notesAndRests
            theirs = [note for note in theirs if not note.duration.isGrace]
            assert [max((p.midi for p in note.pitches), default=0) for note in theirs] == [
                note.pitch for note in tune.notes
            ]
            assert [float(note.quarterLength) for note in theirs] == pytest.approx(
                [note.duration for note in tune.notes]
            )

    def test_mail_is_undone(self):
        assert not any("=3" in tune.abc or "=2" in tune.abc for tune in self.book.tunes)
        assert not any(line.endswith("=") for tune in self.book.tunes for line in tune.abc.splitlines())

    def test_titles(self):
        assert load_tune("fisher's HORNPIPE").title == "Fisher's Hornpipe"
        with pytest.raises(ValueError, match=r"such as .*Soldiers' Joy.*; got 'Soldiers joy!'"):
            load_tune("Soldiers joy!")

    def test_nobody_is_named(self):
        assert not any("@" in tune.abc or "Z:" in tune.abc for tune in self.book.tunes)


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
