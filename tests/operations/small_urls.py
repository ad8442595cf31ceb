"""Two pages: one that answers at once, one that thinks for a moment."""

import time

from django.http import HttpResponse
from django.urls import path


def hello(request):
    return HttpResponse(b"hello", headers={"Content-Length": "5"})


def slow(request):
    time.sleep(1)
    return HttpResponse(b"done", headers={"Content-Length": "4"})


urlpatterns = [path("healthz", hello), path("slow", slow)]
