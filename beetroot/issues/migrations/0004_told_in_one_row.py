"""What an edition told becomes one row of it; ADR 27 says what counts."""

from collections import defaultdict

import django.db.models.deletion
from django.db import migrations, models


def gather(apps, schema_editor) -> None:
    facts = defaultdict(dict)
    for edition, entity, revision in apps.get_model("issues", "ToldChange").objects.values_list(
        "edition_id", "entity", "revision"
    ):
        facts[edition][str(entity)] = revision
    told = apps.get_model("issues", "Told")
    told.objects.bulk_create(told(edition_id=edition, facts=of) for edition, of in facts.items())


def spread(apps, schema_editor) -> None:
    row = apps.get_model("issues", "ToldChange")
    for edition, facts in apps.get_model("issues", "Told").objects.values_list("edition_id", "facts"):
        row.objects.bulk_create(
            (row(edition_id=edition, entity=entity, revision=revision) for entity, revision in facts.items()),
            batch_size=500,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0003_to_a_segment"),
    ]

    operations = [
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="told",
                        serialize=False,
                        to="issues.edition",
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
            ],
        ),
        migrations.AlterField(
            model_name="toldchange",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="issues.edition"
            ),
        ),
        migrations.RunPython(gather, spread),
        migrations.DeleteModel(name="ToldChange"),
    ]
