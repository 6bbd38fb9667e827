"""The form in which she chooses what her phone shows, and when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.push.addresses import ENDPOINT_MAX
from house.push.models import Subscription

KEY_MAX = 200


class CallsForm(forms.Form):
    """What her phone shows, and when. `cleaned_data` has `words` and `is_always`."""

    WHEN = [
        ("always", _("Altijd, ook als ik lang niet keek")),
        ("near", _("Alleen tot een kwartier nadat ik hier was")),
    ]

    words = forms.ChoiceField(
        label=_("Wat er op je scherm komt"), choices=Subscription.Wording, widget=forms.RadioSelect
    )
    when = forms.ChoiceField(label=_("Wanneer"), choices=WHEN, widget=forms.RadioSelect)

    def __init__(self, *args, subscription=None, **kwargs):
        chosen = subscription and {
            "words": subscription.words,
            "when": "always" if subscription.is_always else "near",
        }
        super().__init__(*args, initial=chosen or {"words": Subscription.Wording.NEWS}, **kwargs)

    def clean(self):
        cleaned = super().clean()
        cleaned["is_always"] = cleaned.pop("when", None) == "always"
        return cleaned


class SubscribeForm(CallsForm):
    """The same, with what the browser gave: see `house.push.parcels.Keys`. A script fills that in."""

    endpoint = forms.CharField(max_length=ENDPOINT_MAX, widget=forms.HiddenInput, required=False)
    point = forms.CharField(max_length=KEY_MAX, widget=forms.HiddenInput, required=False)
    secret = forms.CharField(max_length=KEY_MAX, widget=forms.HiddenInput, required=False)
