"""Posts that came from another forum or a mailing list: what they are told apart by, and who is said to have written
them where that is nobody here."""

from django.db import models

from .group import Group
from .post import Post

SOURCE_LENGTH = 120


class Imported(models.Model):
    """Where a post came from. Its author did not join this site: a name is kept as it was shown there, no address.

    Members read it, visitors do not. It is empty where the post belongs to somebody here, or where the name was left
    behind or taken away.
    """

    post = models.OneToOneField(Post, on_delete=models.CASCADE, primary_key=True, related_name="imported")
    #: The group into which it was imported; a post that moves on is still not imported twice.
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    #: What is the same in every archive that holds this post.
    ref = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=SOURCE_LENGTH)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "ref"], name="community_imported_once")]

    def __str__(self):
        return f"post {self.post_id} from {self.source}"
