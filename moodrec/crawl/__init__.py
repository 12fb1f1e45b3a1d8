"""Crawls: ways to a new reference set that survive a crash, a quota and a lost network."""

from moodrec.crawl.contract import About, Offer
from moodrec.crawl.crawls import Crawl, Crawls
from moodrec.crawl.registry import NAMES, about, first_possible, offers

__all__ = ["NAMES", "About", "Crawl", "Crawls", "Offer", "about", "first_possible", "offers"]
