"""Read a user's own rules: one site's furniture, which is no reason for a rule in fonds.

A file of TOML says what to take out, as a literal or as a pattern of RE2, whose matching is linear
by construction, and shows examples, which are run when it is read. Pure: bytes in, values out.
Source: the syntax of RE2 (github.com/google/re2/wiki/Syntax).
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from fonds.cleaning.doc import CODE, Doc, Proposal, Rule
from fonds.errors import UsageError

LARGEST = 262_144  # bytes of a file
MOST = 500  # rules of a file
LONGEST = 2000  # code points of a literal or a pattern
SCORE = 0.9
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
_VERSION = re.compile(r"[0-9A-Za-z.-]{1,20}")
_KEYS = {"name", "literal", "pattern", "line", "reason", "lift", "matches", "spares"}


@attrs.frozen
class OwnRule:
    """One rule: what it takes out, and what it lifts.

    Shape: either ``literal`` or ``pattern`` is set; ``line`` asks for a line of its own;
    ``lift`` maps names of groups of the pattern to names of fields.
    """

    name: str
    literal: str = ""
    pattern: str = ""
    line: bool = False
    reason: str = ""
    lift: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    matches: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()


@attrs.frozen
class OwnRules:
    """A file of rules.

    Shape: ``sha256`` is the digest of the file as 64 hex digits; ``ruleset`` is how ledger and
    provenance name it.
    """

    name: str
    version: str
    sha256: str
    rules: tuple[OwnRule, ...]

    @property
    def ruleset(self) -> str:
        """Name, version and digest in one word."""
        return f"{self.name}/{self.version}@sha256:{self.sha256}"

    def table(self) -> list[Rule]:
        """Return the rules as the engine runs them."""
        return [
            _as_rule(rule, f"own:{self.name}.{rule.name}/{self.version}") for rule in self.rules
        ]


def own_rules(data: bytes) -> OwnRules:
    r"""Read a file of rules and run its examples.

    Raises: UsageError where the file is no TOML of this form, a pattern is none, or an example
    does not come out as it says.

    >>> rules = own_rules(b'name = "n"\nversion = "1"\n[[rule]]\nname = "a"\nliteral = "Ad."\n'
    ...                   b'matches = ["Ad. x"]\nspares = ["Add."]\n')
    >>> rules.rules[0].literal
    'Ad.'
    """
    if len(data) > LARGEST:
        raise UsageError("a file of rules is larger than it may be", bytes=len(data), most=LARGEST)
    try:
        value = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise UsageError("rules are not TOML", why=str(e)) from e
    name, version, rows = value.get("name"), value.get("version"), value.get("rule")
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise UsageError("rules need a name of small letters, digits and hyphens")
    if not (isinstance(version, str) and _VERSION.fullmatch(version)):
        raise UsageError("rules need a version, as a string")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST:
        raise UsageError("rules need [[rule]], at least one", most=MOST)
    if unknown := value.keys() - {"name", "version", "rule"}:
        raise UsageError("rules have a key that is not known", keys=", ".join(sorted(unknown)))
    rules = tuple(_rule(row) for row in rows)
    found = OwnRules(name, version, hashlib.sha256(data).hexdigest(), rules)
    for rule in rules:
        _run_examples(rule)
    return found


def _rule(row: object) -> OwnRule:
    if not isinstance(row, dict) or (unknown := row.keys() - _KEYS):
        keys = ", ".join(sorted(map(str, unknown))) if isinstance(row, dict) else ""
        raise UsageError("a rule has a key that is not known", keys=keys)
    name = row.get("name", "")
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise UsageError("a rule needs a name of small letters, digits and hyphens")
    rule = OwnRule(
        name,
        _text(row, "literal", name),
        _text(row, "pattern", name),
        bool(row.get("line", False)),
        _text(row, "reason", name),
        {str(k): str(v) for k, v in _mapping(row, name).items()},
        _texts(row, "matches", name),
        _texts(row, "spares", name),
    )
    if bool(rule.literal) == bool(rule.pattern):
        raise UsageError("a rule needs either a literal or a pattern", rule=name)
    if not rule.matches:
        raise UsageError("a rule needs an example that it matches", rule=name)
    return rule


def _text(row: Mapping[str, Any], key: str, name: str) -> str:
    value = row.get(key, "")
    if not isinstance(value, str) or len(value) > LONGEST:
        raise UsageError("a value of a rule is no text, or too long", rule=name, key=key)
    return value


def _texts(row: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise UsageError("examples are a list of texts", rule=name, key=key)
    return tuple(value)


def _mapping(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = row.get("lift", {})
    if not isinstance(value, dict):
        raise UsageError("what to lift is a table: group = field", rule=name)
    return value


def _compiled(rule: OwnRule) -> Any:  # noqa: ANN401 - RE2 has no types
    try:
        import re2
    except ImportError as e:
        raise UsageError("patterns need google-re2: pip install 'fonds[rules]'") from e
    options = re2.Options()
    options.max_mem = 8 << 20
    options.log_errors = False
    try:
        found = re2.compile(rule.pattern, options=options)
    except re2.error as e:
        raise UsageError("this is no pattern of RE2", rule=rule.name, why=str(e)) from e
    unknown = set(rule.lift) - set(found.groupindex)
    if unknown:
        raise UsageError("no such group in the pattern", rule=rule.name, groups=sorted(unknown))
    return found


def _as_rule(rule: OwnRule, number: str) -> Rule:
    compiled = _compiled(rule) if rule.pattern else None
    reason = rule.reason or f"own rule {rule.name}"

    def run(doc: Doc) -> Iterator[Proposal]:
        for start, end, lifted in _found(rule, compiled, doc.text):
            if not rule.line or _own_line(doc, start, end):
                yield Proposal(start, end, "", number, reason, SCORE, lifted)

    def gate(text: str) -> bool:
        return compiled is not None or rule.literal in text

    return Rule(run, gate, respects=frozenset({CODE}), mends=True)


def _found(
    rule: OwnRule,
    compiled: Any,  # noqa: ANN401 - RE2 has no types
    text: str,
) -> Iterator[tuple[int, int, dict[str, str]]]:
    if compiled is None:
        at = text.find(rule.literal)
        while at >= 0:
            yield at, at + len(rule.literal), {}
            at = text.find(rule.literal, at + len(rule.literal))
        return
    if not text.isascii() and re.search("[\ud800-\udfff]", text):
        return  # RE2 reads UTF-8, which cannot hold these
    for m in compiled.finditer(text):
        if m.end() > m.start():
            groups = {field: m.group(group) for group, field in rule.lift.items()}
            yield m.start(), m.end(), {k: v for k, v in groups.items() if v}


def _own_line(doc: Doc, start: int, end: int) -> bool:
    first, last = doc.line_at(start)[0], doc.line_at(end - 1)[1]
    return not (doc.text[first:start] + doc.text[end:last]).strip()


def _run_examples(rule: OwnRule) -> None:
    """Check that each example comes out as it says. Raises: UsageError where one does not."""
    table = _as_rule(rule, "own")
    for examples, wanted in ((rule.matches, True), (rule.spares, False)):
        for example in examples:
            if any(True for _ in table.run(Doc(example))) is not wanted:
                said = "is not matched" if wanted else "is matched"
                raise UsageError(f"an example {said}", rule=rule.name, example=example[:80])
