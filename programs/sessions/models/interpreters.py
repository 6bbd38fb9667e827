"""The languages of interpreters, and the maximum length of a note about needs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

NEEDS_MAX = 120


class Language(models.TextChoices):
    """Languages that interpreters speak; the values are codes of ISO 639."""

    ALBANIAN = "sq", _("Albanees")
    AMHARIC = "am", _("Amhaars")
    ARABIC = "ar", _("Arabisch")
    BULGARIAN = "bg", _("Bulgaars")
    CHINESE = "zh", _("Chinees")
    EDO = "bin", _("Edo")
    ENGLISH = "en", _("Engels")
    FARSI = "fa", _("Farsi")
    FRENCH = "fr", _("Frans")
    SIGN = "dse", _("Gebarentaal")
    HUNGARIAN = "hu", _("Hongaars")
    UKRAINIAN = "uk", _("Oekraïens")
    PIDGIN = "pcm", _("Pidgin")
    POLISH = "pl", _("Pools")
    PORTUGUESE = "pt", _("Portugees")
    ROMANIAN = "ro", _("Roemeens")
    RUSSIAN = "ru", _("Russisch")
    SOMALI = "so", _("Somalisch")
    SPANISH = "es", _("Spaans")
    THAI = "th", _("Thais")
    TIGRINYA = "ti", _("Tigrinya")
    TURKISH = "tr", _("Turks")
    VIETNAMESE = "vi", _("Vietnamees")
    YORUBA = "yo", _("Yoruba")
