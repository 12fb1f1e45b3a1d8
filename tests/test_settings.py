"""Settings: where they come from, and that a bad one is named but never shown."""

from pathlib import Path

import pytest

from moodrec import settings
from moodrec.errors import SettingsError


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".streamlit").mkdir()
    return tmp_path / ".streamlit" / "secrets.toml"


def test_without_anything_set_moodrec_has_no_keys_and_is_online() -> None:
    found = settings.load()
    assert found.spotify_client_id is None
    assert found.spotify_client_secret is None
    assert not found.offline
    assert found.reccobeats_url == "https://api.reccobeats.com/v1"
    assert found.musicbrainz_url == "https://musicbrainz.org/ws/2"
    assert found.listenbrainz_labs_url == "https://labs.api.listenbrainz.org"
    assert found.contact is None


def test_settings_are_kept_until_what_they_come_from_changes(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.load() is settings.load()
    secrets.write_text("MOODREC_OFFLINE = true\n")
    assert settings.load().offline
    secrets.write_text("MOODREC_OFFLINE = false\n")
    assert not settings.load().offline
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    assert settings.load().offline
    assert not settings.load(offline=False).offline
    secrets.unlink()
    monkeypatch.delenv("MOODREC_OFFLINE")
    assert not settings.load().offline


@pytest.mark.parametrize("prefix", ["MOODREC_SPOTIFY", "SPOTIPY"])
def test_keys_come_from_the_environment_under_both_names(
    prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{prefix}_CLIENT_ID", "id")
    monkeypatch.setenv(f"{prefix}_CLIENT_SECRET", "hush")
    found = settings.load()
    assert found.spotify_client_id == "id"
    assert found.spotify_client_secret is not None
    assert found.spotify_client_secret.get_secret_value() == "hush"
    assert "hush" not in repr(found)


def test_keys_come_from_the_secrets_file_and_the_environment_wins(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets.write_text(
        'MOODREC_SPOTIFY_CLIENT_ID = "from file"\nSPOTIPY_CLIENT_SECRET = "s"\nOTHER = 1\n'
    )
    assert settings.load().spotify_client_id == "from file"
    assert settings.load().spotify_client_secret is not None
    monkeypatch.setenv("MOODREC_SPOTIFY_CLIENT_ID", "from environment")
    assert settings.load().spotify_client_id == "from environment"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_REFERENCE", "")
    monkeypatch.setenv("MOODREC_OFFLINE", "")
    assert settings.load().reference is None
    assert not settings.load().offline


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_offline_is_switched_on_in_the_usual_ways(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", value)
    assert settings.load().offline


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOODREC_OFFLINE", "hush-perhaps"),
        ("MOODREC_RECCOBEATS_URL", "hush.example"),
        ("MOODREC_SPOTIFY_TTL_DAYS", "hush"),
        ("MOODREC_CONTACT", "hush@home.example)\r\nX: y"),
    ],
)
def test_a_bad_value_is_named_but_not_shown(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        settings.load()
    assert value not in str(caught.value)


def test_a_secrets_file_that_is_no_toml_is_told_without_its_content(secrets: Path) -> None:
    secrets.write_text("MOODREC_SPOTIFY_CLIENT_SECRET = hush")
    with pytest.raises(SettingsError, match=r"secrets\.toml is not valid TOML") as caught:
        settings.load()
    assert "hush" not in str(caught.value)


def test_the_committed_example_is_valid_and_names_real_settings(secrets: Path) -> None:
    example = Path(__file__).parents[1] / ".streamlit" / "secrets.example.toml"
    secrets.write_text(example.read_text())
    assert settings.load().spotify_client_id == "your client id"
    assert settings.load().spotify_client_secret is not None


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8501/", "http://[::1]:8501/", "https://moods.example/app/"]
)
def test_spotify_may_send_a_browser_back_over_https_or_on_this_machine(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOODREC_REDIRECT_URI", address)
    assert settings.load().redirect_uri == address


@pytest.mark.parametrize("address", ["http://localhost:8501/", "http://moods.example/", "https:"])
def test_an_address_that_spotify_sends_nobody_back_to_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOODREC_REDIRECT_URI", address)
    with pytest.raises(SettingsError, match=r"REDIRECT_URI.*https"):
        settings.load()
