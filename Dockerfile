# The platform in a container: a TikTok Shop on port 8600, its data in the volume /data. How to use it: docs/guide/containers.md.
FROM python:3.11-slim AS build
WORKDIR /shopwright
COPY pyproject.toml hatch_build.py constraints.txt README.md LICENSE NOTICE ./
COPY src src
RUN python -m venv /opt/shopwright
RUN /opt/shopwright/bin/pip install --no-cache-dir --constraint constraints.txt ".[platform,postgres,speed]"

FROM python:3.11-slim
# The folder belongs to the user, so a new volume that is mounted there does too.
RUN useradd --create-home --uid 10001 shopwright && install --directory --owner shopwright --mode 0700 /data
COPY --from=build /opt/shopwright /opt/shopwright
ENV PATH=/opt/shopwright/bin:$PATH PYTHONUNBUFFERED=1
USER shopwright
VOLUME /data
EXPOSE 8600
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8600/healthz', timeout=2)"]
ENTRYPOINT ["shopwright"]
CMD ["platform", "serve", "--host", "0.0.0.0", "--port", "8600", "--data", "/data"]
