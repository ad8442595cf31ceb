"""What one reader has marked on one page of a topic: one statement in the place of five."""

from django.db import connection

USEFUL, KEPT, READ, FOLLOWS, DRAFT = range(5)

_SQL = """
    SELECT 0, mark.post_id FROM community_useful AS mark JOIN community_post AS post ON post.id = mark.post_id
    WHERE mark.person_id = %s AND post.topic_id = %s AND post.number BETWEEN %s AND %s
    UNION ALL
    SELECT 1, mark.post_id FROM community_bookmark AS mark JOIN community_post AS post ON post.id = mark.post_id
    WHERE mark.person_id = %s AND post.topic_id = %s AND post.number BETWEEN %s AND %s
    UNION ALL
    SELECT 2, number FROM community_readmark WHERE person_id = %s AND topic_id = %s
    UNION ALL
    SELECT 3, id FROM activity_follow WHERE person_id = %s AND about_type_id = %s AND about_id = %s
    UNION ALL
    SELECT 4, id FROM community_draft WHERE person_id = %s AND place = %s
"""


def marks_on(person: int, topic: int, kind: int, *, first: int, last: int) -> list[tuple[int, int]]:
    """Pairs of a kind of mark and a number. `kind` is that of topics among the types of content."""
    page = [person, topic, first, last]
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [*page, *page, person, topic, person, kind, topic, person, f"topic-{topic}"])
        return cursor.fetchall()
