"""Names from the garden, so that nobody has to use her own: flowers, trees and birds, a list for each language."""

from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent / "gardens"


@cache
def names(language: str) -> list[str]:
    """Names in small letters without accents. English for a language without a list."""
    path = LISTS / f"{language}.txt"
    return sorted(set((path if path.exists() else LISTS / "en.txt").read_text().split()))
