"""The table of weights is what the training makes of its examples, to the bit."""

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from fonds.cleaning.shortcode import evidence
from fonds.cleaning.shortcode.features import AGAINST, FOR, Feature
from fonds.cleaning.shortcode.weights import INTERCEPT, WEIGHTS

ROOT = Path(__file__).resolve().parents[3]


def load(name: str) -> ModuleType:
    """Import a script of ``tools``."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def training() -> ModuleType:
    return load("train_clean")


@pytest.mark.slow
def test_training_makes_the_table_again(training: ModuleType) -> None:
    made = training.source_of(*training.fit(training.read_table()))
    assert made == training.WEIGHTS.read_text("utf-8")


def test_no_feature_speaks_against_its_meaning() -> None:
    assert all(WEIGHTS[f] >= 0 for f in FOR if f in WEIGHTS)
    assert all(WEIGHTS[f] <= 0 for f in AGAINST if f in WEIGHTS)


def test_a_veto_is_outvoted_by_nothing() -> None:
    strong = {Feature.KNOWN3, Feature.CANONICAL, Feature.IDS, Feature.CLOSER, Feature.ENCLOSES}
    assert evidence.score(strong) > 0.99
    for veto in evidence.VETOES:
        assert evidence.score(strong | {veto}) <= 0.5
    assert evidence.score(()) == pytest.approx(1 / (1 + 2.718281828459045**-INTERCEPT))


def test_the_generator_is_seeded() -> None:
    garble = load("garble")
    hosts = [("en", "The mill burned down in 1911."), ("de", "Die Mühle brannte ab.")]
    one = list(garble.garbled(hosts, 7, 60))
    assert one == list(garble.garbled(hosts, 7, 60))
    assert one != list(garble.garbled(hosts, 8, 60))
    for made in one:
        assert made.text[made.start : made.end].strip()
    assert sum(made.is_tag for made in one) == 40


def test_there_are_sixty_tags_and_every_operation_changes_some() -> None:
    garble = load("garble")
    tags = garble.TAGS.strip().split("\n")
    assert len(set(tags)) >= 60
    filled = [t.format(n=123, m=45, k=6, w=300, b="The mill") for t in tags]
    for operation in garble.OPERATIONS:
        rng = random.Random(1)
        assert any(operation(tag, rng) != tag for tag in filled), operation.__name__
