"""What an administrator reads when the start fails: one line that says what is wrong, and no traceback."""

from pathlib import Path

import pytest

from otklik import main
from otklik.commands import messages
from otklik.platform.crypto import SecretKeyDamaged, load_key


@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql://anna:hidden@127.0.0.1:1/otklik", "postgresql://anna:hidden@[broken/otklik"]
)
def test_a_database_that_is_not_there_is_one_line(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTKLIK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("OTKLIK_DATABASE_URL", url)
    assert main.main(["migrate"]) == main.EXIT_FAILED
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert "OTKLIK_DATABASE_URL" in last
    assert "hidden" not in last


@pytest.mark.parametrize("key", ["garbage", "c2hvcnQ=", "не ключ"])
def test_a_damaged_key_is_named(key: str, tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text(key)
    with pytest.raises(SecretKeyDamaged) as damaged:
        load_key(setting="", folder=tmp_path)
    assert str(tmp_path / "secret.key") in messages.line(damaged.value)
