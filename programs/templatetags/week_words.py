"""Days, moments and rhythms in words."""

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, ngettext

register = template.Library()


@register.filter
def said_at(at):
    """'vandaag om 8:40', 'gisteren om 16:20', '12 oktober'."""
    local = timezone.localtime(at)
    days_ago = (timezone.localdate() - local.date()).days
    clock = {"time": time_format(local, "G:i")}
    if days_ago == 0:
        return _("vandaag om %(time)s") % clock
    if days_ago == 1:
        return _("gisteren om %(time)s") % clock
    return date_format(local, "j F")


@register.filter
def in_words(rhythm):
    """'elke maandag en woensdag', 'om de 2 weken op donderdag', and its last day if it has one."""
    names = [str(WEEKDAYS[day]) for day in sorted(rhythm.weekdays)]
    days = get_text_list(names, _("en"))
    said = ngettext("elke %(days)s", "elke %(count)d weken op %(days)s", rhythm.every_weeks) % {
        "count": rhythm.every_weeks,
        "days": days,
    }
    if rhythm.until_on:
        said += _(", tot en met %(day)s") % {"day": date_format(rhythm.until_on, "j F Y")}
    return said
