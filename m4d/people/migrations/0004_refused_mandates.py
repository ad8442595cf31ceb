from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_holding_appointed_by'),
    ]

    operations = [
        migrations.AlterField(
            model_name='seatholding',
            name='end_reason',
            field=models.CharField(blank=True, choices=[('handed_over', 'Handed over'), ('expired', 'The mandate ran out'), ('refused', 'A verifier did not confirm the mandate'), ('left', 'Left the seat'), ('erased', 'The account was erased')], max_length=20),
        ),
    ]
