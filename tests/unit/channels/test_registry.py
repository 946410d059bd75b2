"""A provider appears by its file alone, and one that breaks the contract is named before anything starts."""

from pathlib import Path

import msgspec
import pytest

from otklik.channels import registry
from otklik.channels.contract import Capabilities, ConfigField, FieldKind, Manifest
from otklik.channels.registry import ConfigInvalid, ProviderInvalid, form_schema, validate_config

TOY = """
from otklik.channels import contract
from otklik.channels.contract import ConfigField, FieldKind

BOTH = {"en": "Toy", "ru": "Игрушка"}


class Toy:
    manifest = contract.Manifest(
        kind="toy", title=BOTH, summary=BOTH, setup=BOTH, colour="#123456", icon="<path/>", address_kind="toy",
        fields=(ConfigField(name="key", kind=FieldKind.SECRET, label=BOTH, required=True),),
        capabilities=contract.Capabilities(text_length_max=99),
    )

    def parse(self, item, config):
        return []

    async def send(self, port, config, message):
        return contract.SendResult(external_id="1")


provider = Toy()
"""


def write(folder: Path, *changes: tuple[str, str], name: str = "toy") -> Path:
    code = TOY
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    (folder / f"{name}.py").write_text(code, "utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(ProviderInvalid) as caught:
        registry.load(folders=[folder])
    return list(caught.value.problems)


def test_a_file_in_a_folder_is_a_channel_with_a_form_and_a_row_of_capabilities(tmp_path: Path) -> None:
    found = registry.load(folders=[write(tmp_path)])
    assert found.get("toy") in found.all()
    form = form_schema(found.get("toy").manifest)
    assert (form.kind, form.title["ru"], [one.name for one in form.fields]) == ("toy", "Игрушка", ["key"])
    assert msgspec.json.decode(msgspec.json.encode(form))["fields"][0]["kind"] == "secret"
    assert found.capability_table()["toy"].text_length_max == 99


def test_the_providers_of_the_package_keep_the_contract() -> None:
    kinds = [one.manifest.kind for one in registry.all()]
    assert "telegram" in kinds
    assert kinds == sorted(kinds)
    assert registry.get("telegram").manifest.title["ru"] == "Telegram"


def test_a_kind_nobody_provides_is_not_found() -> None:
    with pytest.raises(registry.KindUnknown) as caught:
        registry.get("semaphore")
    assert (caught.value.code, caught.value.status) == ("channels.kind_unknown", 404)
    assert caught.value.params == {"kind": "semaphore"}


def test_private_modules_and_modules_without_a_provider_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "_draft.py").write_text("raise RuntimeError", "utf-8")
    (tmp_path / "shared.py").write_text("ANSWER = 42", "utf-8")
    assert registry.load(folders=[tmp_path]).all() == registry.load().all()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('kind="toy"', 'kind="doll"', "toy: manifest.kind is 'doll', the module is 'toy'; they must be equal"),
        ("title=BOTH", 'title={"en": "Toy"}', "toy: manifest.title has no text in 'ru'"),
        ("setup=BOTH", 'setup={"en": " ", "ru": "Да"}', "toy: manifest.setup has no text in 'en'"),
        ("label=BOTH", 'label={"ru": "Да"}', "toy: field 'key': label has no text in 'en'"),
        ('"#123456"', '"navy"', "toy: manifest.colour is 'navy'; write it as #rrggbb"),
        ('"<path/>"', '"<script>x</script>"', "toy: manifest.icon must be the inner markup of an SVG, without scripts"),
        ('name="key"', 'name="The Key"', "toy: field 'The Key': a name is lower-case letters, digits and _"),
        ("required=True", 'default="x", pattern="y"', "toy: field 'key': its own default is refused: pattern"),
        ("SECRET", "CHOICE", "toy: field 'key': choices belong to a choice, and a choice needs some"),
        ("async def send", "def send", "toy: Sends: `send` must be async"),
        ("def parse(self, item, config)", "def parse(self, raw)", "toy: Provider: `parse` must take (item, config)"),
        ("def parse(", "def read(", "toy: Provider: `parse` is missing"),
        (
            "async def send(",
            "async def connect(",
            "toy: Connects: `connect` must take (port, config)",
        ),
        (
            "text_length_max=99",
            "attachment_size_bytes_max=5",
            "toy: capabilities: attachment_size_bytes_max and attachments_max go together",
        ),
        ("text_length_max=99", "typing_out=True", "toy: capabilities: typing_out and `show_typing` go together"),
        ("text_length_max=99", "voice=True", "toy: capabilities: voice needs attachments"),
        ("text_length_max=99", "rate_per_second=-1.0", "toy: capabilities.rate_per_second is negative"),
        ("provider = Toy()", "provider = 5", "toy: `provider.manifest` is not a Manifest"),
        ("provider = Toy()", "1 / 0", "toy: cannot be imported: ZeroDivisionError: division by zero"),
    ],
)
def test_a_provider_that_breaks_the_contract_is_told_how(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert problem in problems(write(tmp_path, (old, new)))


def test_a_pattern_that_does_not_compile_is_told(tmp_path: Path) -> None:
    [told] = problems(write(tmp_path, ("required=True", 'pattern="("')))
    assert told.startswith("toy: field 'key': pattern does not compile")


@pytest.mark.parametrize("promise", ["buttons_max=3", "attachment_size_bytes_max=5, attachments_max=1"])
def test_a_promise_to_carry_needs_a_way_to_send(tmp_path: Path, promise: str) -> None:
    folder = write(tmp_path, ("text_length_max=99", promise), ("async def send(", "async def _send("))
    assert problems(folder) == ["toy: capabilities: attachments, buttons and starting a conversation need `send`"]


def test_half_a_protocol_is_told(tmp_path: Path) -> None:
    changes = ("async def send(self, port, config, message)", "async def connect(self, port, config)")
    assert problems(write(tmp_path, changes)) == ["toy: Connects: `disconnect` is missing"]


def test_all_problems_come_at_once_and_a_kind_can_be_taken_only_once(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    write(first)
    write(second, ('"#123456"', '"navy"'))
    with pytest.raises(ProviderInvalid) as caught:
        registry.load(folders=[first, second])
    assert list(caught.value.problems) == [
        "toy: manifest.colour is 'navy'; write it as #rrggbb",
        "toy: a provider of this kind was already found elsewhere",
    ]


BOTH = {"en": "x", "ru": "х"}
FORM = Manifest(
    kind="toy",
    title=BOTH,
    summary=BOTH,
    setup=BOTH,
    colour="#123456",
    icon="<path/>",
    address_kind="toy",
    capabilities=Capabilities(),
    fields=(
        ConfigField(name="key", kind=FieldKind.SECRET, label=BOTH, required=True, pattern="[a-z]+", length_max=5),
        ConfigField(name="port", kind=FieldKind.NUMBER, label=BOTH, default=993),
        ConfigField(name="secure", kind=FieldKind.BOOLEAN, label=BOTH, default=True),
        ConfigField(name="intake", kind=FieldKind.CHOICE, label=BOTH, choices=("a", "b")),
        ConfigField(name="folders", kind=FieldKind.LIST, label=BOTH, length_max=5),
    ),
)


def test_a_form_is_converted_and_its_defaults_filled_in() -> None:
    values = {"key": " abc\n", "port": "143", "folders": ["INBOX", " Spam ", ""], "intake": ""}
    assert validate_config(FORM, values) == {"key": "abc", "port": 143, "secure": True, "folders": ("INBOX", "Spam")}


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"key": ""}, "key", "required"),
        ({"key": "  "}, "key", "required"),
        ({"key": None}, "key", "required"),
        ({"key": "ABC"}, "key", "pattern"),
        ({"key": "abc\ndef"}, "key", "too_long"),
        ({"key": "a\nb"}, "key", "pattern"),
        ({"key": 5}, "key", "not_a_text"),
        ({"port": "99x"}, "port", "not_a_number"),
        ({"port": True}, "port", "not_a_number"),
        ({"port": "9" * 5000}, "port", "not_a_number"),
        ({"secure": "yes"}, "secure", "not_a_boolean"),
        ({"intake": "c"}, "intake", "not_a_choice"),
        ({"intake": ["a"]}, "intake", "not_a_choice"),
        ({"folders": "INBOX"}, "folders", "not_a_list"),
        ({"folders": ["INBOX", "a long one"]}, "folders", "too_long"),
        ({"folders": ["x"] * 101}, "folders", "too_long"),
        ({"folders": [5]}, "folders", "not_a_text"),
        ({"colour": "red"}, "colour", "unknown_field"),
    ],
)
def test_a_wrong_value_names_its_field_and_reason(change: dict[str, object], field: str, reason: str) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        validate_config(FORM, {"key": "abc", **change})
    assert (caught.value.code, caught.value.status) == ("channels.config_invalid", 400)
    assert caught.value.params == {"field": field, "reason": reason}


def test_a_refused_value_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ConfigInvalid) as caught:
        validate_config(FORM, {"key": "S3CRET"})
    assert "S3CRET" not in f"{caught.value!r} {caught.value.detail} {caught.value.params}"
