# idctl as a container: small, without root, with git, which idctl asks whether a missing document was really deleted.
# For a newer digest: docker buildx imagetools inspect node:22-alpine
ARG NODE_IMAGE=node:22.23.1-alpine3.23@sha256:8516dce0483394d5708d4b2ee6cacb79fb1d617ea4e2787c2120bcca92ce372e

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY bin bin
COPY scripts scripts
COPY src src
RUN npm run build

FROM ${NODE_IMAGE}
# git comes from the Alpine of the pinned image, whose security updates a build should get. Nothing needs a package manager for
# Node.js afterwards.
RUN apk add --no-cache git \
  && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
  && ln -s /opt/idctl/bin/run.js /usr/local/bin/idctl
WORKDIR /opt/idctl
# The bundle has in it whatever it needs of other packages, with their licences.
COPY LICENSE package.json ./
COPY --from=build /src/oclif.manifest.json ./
COPY --from=build /src/bin/run.js bin/run.js
COPY --from=build /src/dist/bundle dist/bundle
# The number of the user `node`: a cluster can check that it is not root.
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["idctl"]
