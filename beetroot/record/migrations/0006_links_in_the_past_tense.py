"""Only words: what a statement did to a claim is told in the past tense."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0005_a_redaction_goes_on_until_it_is_over")]
    operations = [
        migrations.AlterField(
            model_name="claimlink",
            name="link",
            field=models.CharField(
                choices=[
                    ("asserts", "asserted"),
                    ("denies", "denied"),
                    ("accuses", "accused"),
                    ("contradicts", "contradicted"),
                    ("corrects", "corrected"),
                    ("retracts", "retracted"),
                    ("confirms", "confirmed"),
                    ("supports", "supported"),
                    ("declines_to_comment", "declined to comment"),
                    ("no_response", "did not respond"),
                ],
                max_length=19,
                verbose_name="does what",
            ),
        ),
    ]
