"""The page on which she says what she needs to take part."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from house.answers import form_page
from programs.attendance.forms.needs import NeedsForm
from programs.attendance.models.needs import Needs
from programs.attendance.services.needs import say_needs


def needs(request):
    own_needs = Needs.objects.filter(person=request.user).first()
    initial = {"interpreter": own_needs.interpreter, "words": own_needs.words} if own_needs else {}
    return form_page(
        request,
        form=NeedsForm(request.POST if request.method == "POST" else None, initial=initial),
        verb=partial(say_needs, actor=request.user),
        template="programs/attendance/needs.html",
        context={"has_said": own_needs is not None},
        done=_("Bewaard."),
        back=reverse("house:me"),
    )
