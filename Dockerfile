# A Hugging Face Docker Space, and any other container platform. Needs no secret and no network at run time.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    GRADIO_ANALYTICS_ENABLED=False GRADIO_TEMP_DIR=/tmp/gradio HF_HUB_OFFLINE=1 XDG_CACHE_HOME=/tmp/cache \
    ORT_DISABLE_TELEMETRY=1 EMBEDDER_CACHE=/home/user/app/models

RUN useradd --create-home --uid 1000 user
WORKDIR /home/user/app

# Dependencies in their own layer, compiled now: importing them without bytecode would cost each cold start seconds.
ARG EMBEDDER=""
COPY requirements.lock requirements-fastembed.txt ./
RUN pip install --compile --require-hashes -r requirements.lock \
 && case "$EMBEDDER" in fastembed:*) pip install --compile -r requirements-fastembed.txt ;; esac

COPY --chown=user . .
# A Space passes its variables to the build under these names, so that its own book is indexed here already.
ARG BOOK_DIR="" BOOK_BASE_URL="" BOOK_ROUTE_BASE="docs" BOOK_LANGUAGE=""
# The code compiled, and the book indexed, so that a start opens the index and makes none.
RUN python -m compileall -q app.py rag \
 && (HF_HUB_OFFLINE=0 DATA_DIR=/home/user/app/baked python -m rag ingest || [ $? -eq 1 ]) \
 && rm -f baked/book.sqlite3* && chown -R user:user baked

USER 1000
# The index is copied from the image to where it can be written; on a Space that is /tmp, and a mounted disk where there is one.
ENV BAKED_DIR=/home/user/app/baked DATA_DIR=/tmp/book-rag PYTHONDONTWRITEBYTECODE=1
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", 7860)}/health', timeout=4)"]
CMD ["python", "app.py"]
