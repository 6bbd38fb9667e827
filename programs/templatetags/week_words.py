"""Days, moments and rhythms in words, for templates."""

from django import template

from programs.recurrence import words
from programs.recurrence.rhythm import is_loose
from programs.recurrence.weeks import Week
from programs.text import capital

register = template.Library()
register.filter("is_loose", is_loose)
register.filter("capital", capital)
for say in (words.said_at, words.weekdays, words.each_day, words.days_in_words, words.in_words):
    register.filter(say.__name__, say)


@register.filter
def week_of(on):
    return Week.of(on)
