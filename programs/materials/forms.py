"""The forms for the materials of a training."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.materials.models import TrainingText
from programs.trainings.forms import WORDS_HELP
from programs.trainings.models import TITLE_MAX, Training


class TextForm(forms.ModelForm):
    """The texts of a training in another language."""

    class Meta:
        model = TrainingText
        fields = ["title", "expect", "bring", "note", "recap"]
        help_texts = {"expect": _("Eén ding per regel. Dit lezen bewoonsters vooraf.")}
        widgets = {"expect": forms.Textarea({"rows": 5}), "recap": forms.Textarea({"rows": 10})}

    def __init__(self, *args, direction, language, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"dir": direction, "lang": language}


class WordsForm(forms.ModelForm):
    """What who gives a training may write of it."""

    class Meta:
        model = Training
        fields = ["bring", "recap"]
        help_texts = WORDS_HELP
        widgets = {"recap": forms.Textarea({"rows": 10})}


class PaperForm(forms.Form):
    """A paper. Cleaned data: its title and bytes."""

    title = forms.CharField(label=_("Wat is het?"), max_length=TITLE_MAX, help_text=_("Bijvoorbeeld: het stoplicht."))
    file = forms.FileField(
        label=_("Foto of pdf"),
        help_text=_("Hooguit 5 MB. Zet er geen namen of gezichten van bewoonsters op."),
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp,.pdf"}),
    )

    def clean(self):
        fields = super().clean()
        if self.errors:
            return fields
        return {"title": fields["title"], "data": fields["file"].read()}
