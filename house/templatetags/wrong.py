"""{% what_is_wrong %}: the errors of the forms of a page, for the summary at its top."""

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm

register = template.Library()


@register.simple_tag(takes_context=True)
def what_is_wrong(context):
    """Pairs of the id of a field, or "", and what is wrong with it. What they say stands no longer above their form.

    A form with `has_summary = False` says by itself, where she writes, what is wrong.
    """
    request = context.get("request")
    if request is None or request.method != "POST":
        return []
    values = {id(value): value for scope in context.dicts for value in scope.values()}.values()
    forms = [value for value in values if isinstance(value, BaseForm) and getattr(value, "has_summary", True)]
    return [error for form in forms if form.is_bound for error in _errors_of(form)]


def _errors_of(form):
    """First what is wrong with the whole, then the fields in their order."""
    if above := form.errors.get(NON_FIELD_ERRORS):
        above.template_name = "django/forms/errors/list/none.html"
        yield from (("", error) for error in above)
    for field in form:
        yield from ((_place_of(field), _of_field(field, error)) for error in field.errors)


def _place_of(field):
    """The id of its first control. A field that is not in sight has none, for nobody can go there."""
    if field.is_hidden:
        return ""
    return field.id_for_label or next((choice.id_for_label for choice in field.subwidgets), field.auto_id)


def _of_field(field, error):
    """'Training: Vul dit nog in.'"""
    if field.is_hidden:
        return error
    label = str(field.label)
    return f"{label} {error}" if label.endswith("?") else f"{label}: {error}"
