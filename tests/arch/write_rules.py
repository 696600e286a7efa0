"""Rules about writes: where rows are locked, where the ORM may write, and what a write may not do.

They keep one path into each table, so that the lock order and the audit entry are decided once.
They hold what I2, I5 and I14 need from the source: no write hides in a model, a signal or a page,
and nothing waits for a network while rows are locked.
"""

import ast
import re
from collections.abc import Iterator

from tests.arch.pure_rules import imported_modules
from tests.arch.tree import Finding, Source

MAY_LOCK_BY_ORM = {"ledger", "rewards"}
# Raw SQL that locks a row, by app, each with its reason.
MAY_LOCK_BY_SQL = {
    "ledger": "states, then allotments: the one lock order",
    "rewards": "stock and codes are allotments",
    "members": "enrolment and a waiting event both lock the identity's blind index",
    "reference": "editions are numbered one at a time, under the installation's row",
    "programs": "versions are numbered one at a time, under the installation's row",
}
ROW_LOCK = re.compile(r"\bFOR\s+(NO\s+KEY\s+)?UPDATE\b")

MANAGERS = {"objects", "_base_manager", "_default_manager"}
ALWAYS_WRITES = {"abulk_create", "aget_or_create", "asave", "aupdate_or_create", "bulk_create"} | {
    "bulk_update",
    "get_or_create",
    "save",
    "update_or_create",
}
WRITES_ON_ROWS = {"acreate", "adelete", "aupdate", "create", "delete", "update"}

NETWORK = {
    "aiohttp",
    "anymail",
    "apprise",
    "django.core.mail",
    "ftplib",
    "http.client",
    "httpx",
    "pywebpush",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
}


def is_action(source: Source) -> bool:
    return source.path.startswith("src/setia/") and "actions" in source.parts


def locks_elsewhere(source: Source) -> Iterator[Finding]:
    """Rows are locked where the lock order is kept: by the ledger, then by rewards."""
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "select_for_update"
            and source.app not in MAY_LOCK_BY_ORM
        ):
            yield source.finding(node, "select_for_update outside ledger and rewards: call them")
    if source.app in MAY_LOCK_BY_SQL:
        return
    for constant in _strings_but_docstrings(source.tree):
        if ROW_LOCK.search(str(constant.value)):
            allowed = ", ".join(sorted(MAY_LOCK_BY_SQL))
            yield source.finding(constant, f"a row lock in SQL outside {allowed}: call them")


def _strings_but_docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node


def writes_by_orm(source: Source) -> Iterator[Finding]:
    """Outside actions/ (and migrations) nothing writes through the ORM."""
    if is_action(source) or source.is_migration:
        return
    from_rows = _names_of_querysets(source.tree)
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, receiver = node.func.attr, node.func.value
        if verb in ALWAYS_WRITES or (verb in WRITES_ON_ROWS and _is_rows(receiver, from_rows)):
            yield source.finding(
                node, f".{verb}() outside actions/: a write is a function in actions/<verb>.py"
            )


def _names_of_querysets(tree: ast.Module) -> set[str]:
    """Names that are given rows anywhere in the module: `due = Member.objects.filter(…)`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_rows(node.value, names):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.For) and _is_rows(node.iter, names):
            names |= {node.target.id} if isinstance(node.target, ast.Name) else set()
    return names


def _is_rows(node: ast.expr, names: set[str]) -> bool:
    while True:
        if isinstance(node, ast.Attribute):
            if node.attr in MANAGERS:
                return True
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return isinstance(node, ast.Name) and node.id in names


def talks_while_writing(source: Source) -> Iterator[Finding]:
    """An action, or a module that opens a transaction, leaves mail and HTTP to the outbox."""
    opens = any(
        isinstance(node, ast.Attribute) and node.attr == "atomic" for node in ast.walk(source.tree)
    ) or any(
        module == "django.db.transaction.atomic" for _, module in imported_modules(source.tree)
    )
    if not (is_action(source) or opens):
        return
    for statement, module in imported_modules(source.tree):
        if any(module == name or module.startswith(f"{name}.") for name in NETWORK):
            yield source.finding(
                statement,
                f"imports {module} where rows are locked: note what is to be sent, send it later",
            )


def hides_a_write(source: Source) -> Iterator[Finding]:
    """No signals, and no model with a save or delete of its own: a write is where it is called."""
    for statement, module in imported_modules(source.tree):
        if module.startswith(("django.dispatch", "django.db.models.signals")):
            yield source.finding(
                statement, f"imports {module}: call the action by its name instead"
            )
    if source.parts[-1] != "models.py" and "models" not in source.parts:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}:
            yield source.finding(node, f"a model's own {node.name}(): write in actions/<verb>.py")


def takes_acting_by_place(source: Source) -> Iterator[Finding]:
    """Who acts is named where the call is written: `acting` is keyword-only in what is public."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_"):
                continue
            by_place = [*node.args.posonlyargs, *node.args.args]
            if any(argument.arg == "acting" for argument in by_place):
                yield source.finding(node, f"{node.name}: acting is keyword-only, put it after *")
