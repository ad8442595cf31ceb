"""The interface itself, and its document of OpenAPI: one address per dataset, as the rooms declare them."""

from copy import deepcopy
from http.client import responses

from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from m4d.catalogue import queries
from m4d.catalogue.models import Facet, registry
from m4d.core.pages.problems import PROBLEM, problem

from .answers import refused, unknown
from .asked import NotKnown, NotReadable, narrowing

DESCRIPTION = (
    "What M4D Net knows, for programs. Whoever is signed in to the site in the same browser gets what members see; "
    "everybody else gets what visitors see. Lists are paged by cursor. Each dataset is also a CSV and an XLSX file. "
    "Whatever is refused is answered with problem details (RFC 9457), in whole sentences: 400 for a parameter that "
    "the address does not have, for a cursor that did not come from it and for a kind that there is not, 422 for "
    "another value that cannot be read, 404 for what is not there, 405 for any method but reading, 429 while another "
    "whole list is being written. Every address takes `lang` (en, fr, es, ar)."
)


class PlainLetters(JSONRenderer):
    """JSON in UTF-8: Arabic written as itself, not as six characters for each letter."""

    media_type = "application/json"
    json_dumps_params = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """The API, described dataset by dataset: addresses, filters and columns come from the rooms' declarations."""

    def get_openapi_schema(self, **given) -> dict:
        """The document of OpenAPI 3.1 with one address per dataset instead of a placeholder."""
        found = super().get_openapi_schema(**given)
        paths, schemas = found["paths"], found["components"]["schemas"]
        listed, single = paths.pop("/api/v1/{kind}/"), paths.pop("/api/v1/{kind}/{slug}")
        for kind in registry.kinds.values():
            facets = [registry.facets[facet] for facet in kind.facets if facet in registry.facets]
            row = described_record(schemas, kind.code, kind.columns)
            page = described_page(schemas, "RecordPage", kind.code, row)
            paths[f"/api/v1/{kind.code}/"] = described(listed, str(kind.plural), f"{kind.code}_list", page, facets)
            paths[f"/api/v1/{kind.code}/{{slug}}"] = described(single, str(kind.label), kind.code, row)
        everything = [facet for facet in registry.facets.values() if facet.code in queries.COMMON]
        everything.insert(0, Facet("kind", "Kind", names=lambda codes, language: {}))
        search = {"$ref": "#/components/schemas/RecordPage"}
        paths["/api/v1/search/"] = described(listed, "Everything", "search", search, everything)
        for dataset in registry.datasets.values():
            row = described_row(schemas, dataset.code, dataset.columns)
            page = described_page(schemas, "RowPage", dataset.code, row)
            paths[f"/api/v1/{dataset.code}/"] = described(listed, str(dataset.label), f"{dataset.code}_list", page)
            own = [queried(name, name) for name in narrowing(dataset.code)]
            given = paths[f"/api/v1/{dataset.code}/"]["get"]
            given["parameters"] = [one for one in given["parameters"] if one["name"] in ("cursor", "limit")] + own
        for code in [*registry.kinds, *registry.datasets, "search"]:
            for form, media in FORMS.items():
                paths[f"/api/v1/{code}.{form}"] = described_file(listed, code, form, media)
        for address in paths.values():
            refusals_are_problems(address["get"]["responses"])
        return found


FORMS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def described(template: dict, summary: str, name: str, schema: dict, facets=()) -> dict:
    """One address of the document: without the placeholder, with its filters and its own answer."""
    operation = deepcopy(template["get"])
    operation |= {"summary": summary, "operationId": name}
    operation["parameters"] = [given for given in operation["parameters"] if given["name"] != "kind"]
    operation["parameters"] += [queried(facet.code, str(facet.label)) for facet in facets]
    operation["responses"][200]["content"]["application/json"]["schema"] = schema
    return {"get": operation}


def queried(name: str, label: str) -> dict:
    """A parameter that narrows a list, and may be given more than once."""
    codes = {"type": "array", "items": {"type": "string"}}
    return {"in": "query", "name": name, "description": label, "schema": codes, "explode": True}


def refusals_are_problems(responses: dict) -> None:
    """Every refusal has the media type of problem details; the framework knows one media type only."""
    for status, answer in responses.items():
        if int(status) >= 400 and "application/json" in answer.get("content", {}):
            answer["content"] = {PROBLEM: answer["content"]["application/json"]}


def described_row(schemas: dict, code: str, columns) -> dict:
    """The columns of a dataset as a schema of their own."""
    labels = columns if isinstance(columns, dict) else dict.fromkeys(columns, "")
    properties = {name: {"description": str(label)} if label else {} for name, label in labels.items()}
    schemas[f"{code}_row"] = {"type": "object", "properties": properties}
    return {"$ref": f"#/components/schemas/{code}_row"}


def described_record(schemas: dict, code: str, columns) -> dict:
    """A record whose `data` has the columns of its kind."""
    record = deepcopy(schemas["RecordOut"])
    record["title"] = f"{code}_record"
    record["properties"]["data"] = described_row(schemas, code, columns)
    schemas[f"{code}_record"] = record
    return {"$ref": f"#/components/schemas/{code}_record"}


def described_page(schemas: dict, template: str, code: str, row: dict) -> dict:
    """A page whose items are rows or records of one dataset."""
    page = deepcopy(schemas[template])
    page["title"] = f"{code}_page"
    page["properties"]["items"] = {"type": "array", "items": row}
    schemas[f"{code}_page"] = page
    return {"$ref": f"#/components/schemas/{code}_page"}


def described_file(template: dict, code: str, form: str, media: str) -> dict:
    """The download of a whole dataset."""
    refusals = {status: deepcopy(template["get"]["responses"][status]) for status in (400, 404)}
    busy = {"description": responses[429], "content": deepcopy(refusals[400]["content"])}
    return {
        "get": {
            "operationId": f"{code}_{form}",
            "summary": f"{code}.{form}",
            "parameters": [
                given
                for given in template["get"]["parameters"]
                if given["name"] == "q" and code not in registry.datasets
            ]
            + [queried(name, name) for name in narrowing(code) if name != "q"],
            "responses": {200: {"description": "OK", "content": {media: {"schema": {"type": "string"}}}}}
            | refusals
            | {429: busy},
        }
    }


api = Interface(
    title="M4D Net",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    renderer=PlainLetters(),
    urls_namespace="catalogue:api",
)


@api.exception_handler(ValidationError)
def invalid(request, error):
    """A parameter that cannot be read: say which one."""
    names = sorted({str(problem["loc"][-1]) for problem in error.errors})
    return problem(422, [refused(name) for name in names])


@api.exception_handler(NotKnown)
def not_known(request, error):
    """A parameter that means nothing here, and those that do."""
    return problem(400, [unknown(error.name, error.known)])


@api.exception_handler(NotReadable)
def not_readable(request, error):
    """A value that stands for nothing here."""
    return problem(400, [refused(error.name)])


@api.exception_handler(queries.BrokenCursor)
def broken_cursor(request, error):
    """A cursor that did not come from this list: the first page instead would be taken for the next one."""
    return problem(400, [refused("cursor")])
