"""A redaction that is cut off knows what it still has to take out; those made before are over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0004_redaction_may_empty_a_revision")]
    operations = [
        migrations.AddField(model_name="redaction", name="pending", field=models.JSONField(default=list)),
    ]
