"""Rows of a file are taken apart by person: none is lost, nobody's lie in two blocks, the order of each stays."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.activity import apart
from otklik.domains.activity.import_schemas import ImportColumn, ImportPlan

PLAN = ImportPlan(
    columns=(ImportColumn(target="phone"), ImportColumn(target="email"), ImportColumn(target="key")),
)
CELLS = st.sampled_from(["", " ", "a@x.example", "A@x.example ", "b@x.example", "c@x.example", "d@x.example"])
ROWS = st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["", "1", "2", "3"])).map(list), max_size=60)


def read(spread: apart.Spread) -> list[list[apart.Line]]:
    return [list(apart.lines(block)) for block in spread.blocks]


@given(ROWS, st.integers(1, 8))
def test_every_row_is_in_one_block_and_those_of_a_person_are_in_one_in_their_order(
    rows: list[list[str]], size: int
) -> None:
    spread = apart.spread(rows, PLAN, size=size)
    blocks = read(spread)
    found = sorted((line.number, line.cells) for block in blocks for line in block)
    assert found == [(number, row) for number, row in enumerate(rows, 2) if "".join(row).strip()]
    assert spread.rows == len(rows)
    whole = read(apart.spread(rows, PLAN, size=100))
    assert len(whole) == 1
    assert [line for block in blocks for line in block] == whole[0]  # a smaller block cuts, it does not mix


@given(ROWS)
def test_a_run_is_what_stands_together_in_the_file(rows: list[list[str]]) -> None:
    (block,) = read(apart.spread(rows, PLAN, size=100))
    blank = {number for number, row in enumerate(rows, 2) if not "".join(row).strip()}
    for _, run in groupby(sorted(block, key=lambda line: line.run), key=lambda line: line.run):
        numbers = sorted(line.number for line in run)
        assert set(range(numbers[0], numbers[-1])) - blank <= set(numbers)


def test_an_order_stays_in_one_block_though_its_second_row_names_somebody_otherwise() -> None:
    rows = [["+7912", "", "A-1"], ["", "a@x.example", "A-1"], ["", "a@x.example", "A-2"]]
    blocks = read(apart.spread(rows, PLAN, size=1))
    assert [[line.number for line in block] for block in blocks] in ([[2, 3], [4]], [[4], [2, 3]])
    assert {line.run for block in blocks for line in block if line.cells[2] == "A-1"} == {1}


def test_of_one_person_with_more_rows_than_a_block_the_blocks_end_where_an_order_ends() -> None:
    rows = [["", "a@x.example", f"A-{number // 4}"] for number in range(40)]
    blocks = read(apart.spread(rows, PLAN, size=6))
    assert [len(block) for block in blocks] == [8] * 5
    assert [line.number for block in blocks for line in block] == list(range(2, 42))


def test_what_an_earlier_version_half_loaded_goes_on_with_the_same_blocks() -> None:
    rows = [["", f"p{number}@x.example", ""] for number in range(12)]
    numbers = [[line.number for line in block] for block in read(apart.spread(rows, PLAN, size=4))]
    assert numbers == [[8, 5, 11, 12], [3, 6, 7, 13], [2, 10, 4, 9]]
