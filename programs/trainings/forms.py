"""The form for the texts of a training."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.trainings.models import Training

WORDS_HELP = {
    "bring": _("Bijvoorbeeld: kleren die lekker zitten."),
    "recap": _("In drie minuten te lezen. Ook wie hier niet meer woont, kan dit teruglezen."),
}


class TrainingForm(forms.ModelForm):
    """The texts and theme of a training."""

    class Meta:
        model = Training
        fields = ["title", "quiet_title", "theme", "expect", "bring", "note", "is_body_work", "recap"]
        labels = {"is_body_work": _("We werken met ons lichaam")}
        help_texts = {
            "quiet_title": _("Voor schermen en papier die anderen zien. Leeg is dezelfde naam."),
            "expect": _("Eén ding per regel. Dit lezen bewoonsters vooraf."),
            "note": _("Wat moeilijk kan zijn om te horen. Bijvoorbeeld: geweld in een relatie."),
            **WORDS_HELP,
        }
        widgets = {"expect": forms.Textarea({"rows": 5}), "recap": forms.Textarea({"rows": 10})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quiet_title"].required = False
