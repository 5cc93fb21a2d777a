"""Which names a piece of code binds, and which it needs from code that ran before it."""

import ast

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def bound(node):
    """Return the set of names that a cell's syntax tree binds for the cells below."""
    return _Reader(node).bound


def needed(node):
    """Return the set of names that a cell's syntax tree uses before it binds them: cells above give them."""
    return _Reader(node).needed


class _Reader(ast.NodeVisitor):
    """Goes through a syntax tree in the order in which it is evaluated."""

    def __init__(self, node):
        self.bound, self.needed = set(), set()
        self.visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.bound.add(node.id)
        elif node.id not in self.bound:
            self.needed.add(node.id)

    def visit_Assign(self, node):
        self._visit_all([node.value, *node.targets])

    def visit_AnnAssign(self, node):
        self._visit_all([node.value, node.target] if node.value else [])

    def visit_NamedExpr(self, node):
        self._visit_all([node.value, node.target])

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name) and node.target.id not in self.bound:
            self.needed.add(node.target.id)
        self._visit_all([node.value, node.target])

    def visit_For(self, node):
        self._visit_all([node.iter, node.target, *node.body, *node.orelse])

    def visit_Import(self, node):
        self.bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}

    visit_ImportFrom = visit_Import

    def visit_ExceptHandler(self, node):
        self.bound |= {node.name} - {None}
        self.generic_visit(node)

    def generic_visit(self, node):
        if isinstance(node, SCOPES):
            self._visit_all([*getattr(node, "decorator_list", []), *_defaults(node)])
            self.bound |= {getattr(node, "name", None)} - {None}
            self._visit_scope(node)
        elif isinstance(node, COMPREHENSIONS):
            self._visit_scope(node)
        else:
            super().generic_visit(node)

    def _visit_all(self, nodes):
        for node in nodes:
            self.visit(node)

    def _visit_scope(self, node):
        """Add what a scope of its own takes from outside: what it loads and neither binds nor is given."""
        inside = list(ast.walk(node))
        names = [part for part in inside if isinstance(part, ast.Name)]
        own = {part.arg for part in inside if isinstance(part, ast.arg)}
        own |= {part.id for part in names if isinstance(part.ctx, ast.Store)}
        own |= {part.name for part in inside if isinstance(part, SCOPES) and hasattr(part, "name")}
        loaded = {part.id for part in names if isinstance(part.ctx, ast.Load)}
        self.needed |= loaded - own - self.bound


def _defaults(node):
    arguments = getattr(node, "args", None)
    return [part for part in [*arguments.defaults, *arguments.kw_defaults] if part] if arguments else []
