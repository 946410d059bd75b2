"""The benchmarks run and say what they found in one shape; how fast anything was is never asserted."""

import importlib
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from bench import figures, inbox_data
from bench.__main__ import NAMES
from bench.figures import Figure

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", NAMES)
def test_every_named_benchmark_is_there_and_has_a_tiny_size(name: str) -> None:
    module = importlib.import_module(f"bench.{name}")
    assert callable(module.run)
    assert module.TINY is not None


def test_a_tiny_run_prints_one_json_object_a_line() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bench", "idle", "--tiny", "--json"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=300,
    )
    found = [msgspec.json.decode(line, type=Figure) for line in ran.stdout.splitlines()]
    assert [one.name for one in found] == ["idle.memory", "idle.memory_rss", "idle.program", "idle.postgres"]
    assert all(one.value > 0 and one.unit == "MiB" for one in found)
    assert list(msgspec.json.decode(ran.stdout.splitlines()[0])) == [
        "name",
        "value",
        "unit",
        "reference",
        "ratio",
        "target",
    ]


def test_a_figure_carries_the_ratio_to_its_reference_and_knows_whether_its_target_is_met() -> None:
    found = figures.figure("x", 3.0, "KiB", reference=2.0, target="ratio <= 1.5")
    assert found.ratio == 1.5
    assert found.met is True
    assert figures.figure("x", 151.0, "ms", target="value <= 150").met is False
    assert figures.figure("x", 1.0, "ms").met is None


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(one) for one in range(1, 101)]
    assert [figures.percentile(values, percent) for percent in (1, 50, 95, 100)] == [1.0, 50.0, 95.0, 100.0]


def test_the_words_of_the_large_inbox_are_the_same_at_every_run() -> None:
    assert inbox_data.vocabulary() == inbox_data.vocabulary()
    assert len(inbox_data.vocabulary()) == inbox_data.WORDS
