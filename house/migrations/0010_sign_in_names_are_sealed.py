from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import migrations, models
from django.db.models import Q

from house.hashing import KeyedHashField
from house.sealing import SealedTextField
from house.sealing_columns import seal_columns


class Migration(migrations.Migration):
    dependencies = [("house", "0009_pages_are_sent_once")]

    operations = [
        migrations.RemoveConstraint("person", "a_sign_in_name_is_absent_or_real"),
        migrations.RemoveConstraint("person", "sign_in_names_are_lower_case"),
        *seal_columns(
            "house",
            "person",
            sign_in_name=SealedTextField(
                "inlognaam", max_length=40, null=True, blank=True, validators=[ASCIIUsernameValidator()]
            ),
            sign_in_hash=KeyedHashField(of="sign_in_name", ignores_case=True, null=True, unique=True),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=Q(sign_in_name__isnull=True, sign_in_hash__isnull=True)
                | Q(sign_in_name__isnull=False, sign_in_hash__isnull=False),
                name="a_sign_in_name_is_absent_or_real",
            ),
        ),
    ]
