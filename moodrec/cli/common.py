"""The options that say which songs a command asks, and what a list of them may repeat."""

from __future__ import annotations

import argparse
from pathlib import Path

from moodrec import databases, settings
from moodrec.judging.own import OwnPlace
from moodrec.judging.ownstore import NAME, OwnPlaces
from moodrec.opening import Recommender, open_recommender, open_service
from moodrec.service import Service
from moodrec.settings import Settings


def add_reference(command: argparse.ArgumentParser) -> None:
    """Declares the reference set."""
    command.add_argument("--reference", type=Path, help="a CSV or Parquet table as reference set")


def add_rules(command: argparse.ArgumentParser) -> None:
    """Declares what a list may repeat."""
    command.add_argument(
        "--all-artists", action="store_true", help="several songs of one artist are fine"
    )
    command.add_argument(
        "--all-releases", action="store_true", help="several releases of one recording are fine"
    )


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings, with the reference set that the options name. Raises SettingsError."""
    return settings.load(**({"reference": options.reference} if options.reference else {}))


def service_of(options: argparse.Namespace) -> Service:
    """The service over that reference set, with what this machine's listener placed by ear.

    Raises MoodrecError.
    """
    found = settings_of(options)
    return open_service(found).with_own(_own(found))


def recommender_of(options: argparse.Namespace) -> Recommender:
    """The same, or a set that stays on the disk. Raises MoodrecError."""
    found = settings_of(options)
    return open_recommender(found).with_own(_own(found))


def _own(found: Settings) -> dict[str, OwnPlace]:
    return OwnPlaces(databases.place_of(found, NAME)).all()
