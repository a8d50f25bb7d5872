# Serves trained models.
#
#   docker build -t graft .
#   export GRAFT_TOKEN=$(openssl rand -base64 24)   # what requests must bring
#   docker run --rm -p 8080:8080 -e GRAFT_TOKEN --stop-timeout 35 --read-only --tmpfs /tmp \
#     -v "$PWD/photos.graft:/models/photos.graft:ro" graft
#
# Other models, or options of graft serve, come after the image's name: … graft /models/photos.graft --max-queue 64

FROM node:22-slim AS build
WORKDIR /graft
COPY package.json package-lock.json .npmrc ./
# No package's install script is needed: all binaries come inside packages.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs scripts/
COPY src src
RUN node scripts/build.mjs && npm prune --omit=dev --ignore-scripts
# ONNX Runtime's package holds the libraries of all systems, 250 MB; this image is of one.
RUN cd node_modules/onnxruntime-node/bin/napi-v6 \
  && rm -r darwin win32 \
  && find linux -mindepth 1 -maxdepth 1 ! -name "$(node -p process.arch)" -exec rm -r {} +

FROM node:22-slim
# The one place that may be written to; nothing is lost with it.
ENV NODE_ENV=production GRAFT_CACHE_DIR=/tmp/graft
WORKDIR /graft
COPY package.json LICENSE ./
COPY --from=build /graft/node_modules node_modules
COPY --from=build /graft/dist dist
USER node
EXPOSE 8080
# /health is open to all, also where there is a token.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# It listens for others, so that it does not start without a token. SIGTERM lets requests in flight end.
ENTRYPOINT ["node", "/graft/dist/cli/graft.cjs", "serve", "--host", "0.0.0.0", "--port", "8080"]
CMD ["/models/photos.graft"]
