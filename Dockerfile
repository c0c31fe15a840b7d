# Only what runs. BUILD has pip and a shell, BASE is what runs; both have the same Python in the same place.
ARG BUILD=python:3.13-slim
ARG BASE=python:3.13-slim

FROM ${BUILD} AS build
WORKDIR /build
COPY deploy/image/requirements.lock .
# Files are compiled here, since nothing can be written where they run, and have one date, so that every build of the
# same packages is the same layer.
RUN python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install --quiet --disable-pip-version-check --no-cache-dir --no-compile \
      --no-deps --only-binary :all: --require-hashes -r requirements.lock \
    && python -m compileall -q --invalidation-mode unchecked-hash /venv/lib \
    && find /venv -exec touch --no-dereference --date=@0 {} + \
    && mkdir -p /layers/packages /layers/app && mv /venv /layers/packages
WORKDIR /app
COPY LICENSE .
COPY schema schema
COPY undercroft undercroft
COPY generated generated
COPY service service
ARG SOURCE_DATE_EPOCH=0
RUN python -m compileall -q --invalidation-mode unchecked-hash /app \
    && chmod -R u=rwX,go=rX /app \
    && find /app -exec touch --no-dereference --date=@$SOURCE_DATE_EPOCH {} + \
    && cd / && mv /app /layers/app

FROM ${BASE}
# The Python of the base, without pip, and compiled. A shell is not needed.
RUN ["python", "-c", "\
import compileall, os, pathlib, py_compile, shutil, sysconfig; \
library, packages, scripts = (pathlib.Path(sysconfig.get_path(name)) for name in ('stdlib', 'purelib', 'scripts')); \
[shutil.rmtree(path) for path in (*packages.glob('pip*'), *library.glob('ensurepip'))]; \
[path.unlink() for path in scripts.glob('pip*')]; \
compileall.compile_dir(library, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH); \
[os.utime(path, (0, 0)) for path in (packages, library, *library.rglob('*')) if path.is_dir() or path.suffix == '.pyc']"]
COPY --from=build /layers/packages /
COPY --from=build /layers/app /
WORKDIR /app
USER 65534:65534
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "undercroft.serving.healthcheck"]
ENTRYPOINT ["python", "-m", "service"]
CMD ["serve"]
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="service" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.licenses="MIT"
