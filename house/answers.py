"""How a page answers a form, here and in the other apps."""

from django.contrib import messages
from django.shortcuts import redirect, render

from house.errors import NotHere, Refusal


def answer_form(request, template, context):
    """The page again with what was typed and what is wrong: 422."""
    return render(request, template, context, status=422)


def form_page(request, *, form, verb, template, context, done, back):
    """Show a form, or carry out `verb(**cleaned_data)` and go `back` with the sentence `done`.

    A refusal comes back above the form, with everything that was typed; NotHere stays a 404.
    """
    context = context | {"form": form}
    if not form.is_bound:
        return render(request, template, context)
    if form.is_valid():
        try:
            verb(**form.cleaned_data)
        except NotHere:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect(back)
    return answer_form(request, template, context)
