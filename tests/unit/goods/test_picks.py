"""Which goods a person is shown, by what they looked at and what others buy."""

from otklik.domains.goods import picks
from otklik.domains.goods.picks import Seen
from otklik.domains.templates.service.goods import LIST_MAX


def seen(product: str, category: str = "Чай", **did: bool) -> Seen:
    return Seen(product, category, **({"looked": True, "viewed": True, "carted": False, "bought": False} | did))


def test_what_was_looked_at_and_left_in_the_cart_comes_in_its_order() -> None:
    history = [seen("a"), seen("b", viewed=False, carted=True), seen("c", carted=True)]
    assert (picks.viewed(history), picks.carted(history)) == (["a", "c"], ["b", "c"])


def test_alike_is_the_best_of_the_categories_looked_at_last_in_turn() -> None:
    """Without what is known; a category looked at long ago, or a fourth one, is left out."""
    history = [
        seen("a", "Чай"),
        seen("x", "Кофе"),
        seen("old", "Мёд", looked=False),
        seen("c", "Чашки"),
        seen("d", "Ложки"),
    ]
    tops = {
        "category:Чай": ["a", "b", "e"],
        "category:Кофе": ["y", "x", "z"],
        "category:Чашки": ["v"],
        "category:Мёд": ["m"],
        "category:Ложки": ["l"],
    }
    assert picks.alike(history, tops) == ["y", "v", "b", "e", "z"]
    assert picks.alike([], tops) == []


def test_recommended_is_what_the_circle_buys_then_what_everybody_does_without_what_one_owns() -> None:
    history = [seen("a", bought=True), seen("b")]
    tops = {"circle:3": ["a", "b", "c"], "all": ["c", "d", "a"]}
    assert picks.recommended(history, tops, 3) == ["b", "c", "d"]
    assert picks.recommended([], tops, 1) == ["c", "d", "a"]


def test_no_list_is_longer_than_a_letter_shows() -> None:
    many = [str(number) for number in range(LIST_MAX * 2)]
    assert len(picks.recommended([], {"all": many}, 0)) == LIST_MAX
    assert len(picks.alike([seen("a")], {"category:Чай": many})) == LIST_MAX
