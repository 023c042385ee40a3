# The image of Lookout: the locked runtime and the project's own wheel, nothing that builds or tests.
# Pin the base by digest when you build for production: docs/operations.md says how.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1
WORKDIR /build
COPY requirements-build.lock requirements.lock ./
RUN python -m venv tools \
    && tools/bin/pip install --require-hashes -r requirements-build.lock \
    && python -m venv --without-pip /opt/lookout \
    && tools/bin/uv pip sync --python /opt/lookout/bin/python --require-hashes requirements.lock
# The project comes last: a change to it leaves the layer above as it is.
COPY pyproject.toml README.md LICENSE ./
COPY domain domain
COPY workflows workflows
COPY scrapers scrapers
COPY storage storage
COPY notifier notifier
COPY scheduler scheduler
COPY web web
COPY lookout lookout
RUN tools/bin/python -m hatchling build --target wheel --directory dist \
    && tools/bin/uv pip install --python /opt/lookout/bin/python --no-deps --no-index dist/*.whl

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Lookout 287(g)" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 lookout \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin lookout \
    && install --directory --owner=lookout --group=lookout --mode=0700 /data
COPY --from=build /opt/lookout /opt/lookout
ENV PATH=/opt/lookout/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    LOOKOUT_DATA_DIR=/data \
    LOOKOUT_HOST=0.0.0.0 \
    LOOKOUT_PORT=8287
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8287
STOPSIGNAL SIGTERM
# A proxy named in the environment must not stand between the check and this machine; 4xx and 5xx raise.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ.get('LOOKOUT_PORT', '8287') + '/healthz', timeout=4)"]
CMD ["lookout", "run"]
