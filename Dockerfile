# syntax=docker/dockerfile:1

FROM node:20-bookworm-slim AS base
WORKDIR /app
ENV CI=true

# Everything is built once, with the development tools.
FROM base AS build
COPY . .
RUN node scripts/build.mjs

# Only what the API needs to run: its packages and those of the libraries that it imports.
FROM base AS packages
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY libs/contracts/package.json libs/contracts/
COPY libs/domain/package.json libs/domain/
COPY libs/embedded/package.json libs/embedded/
COPY libs/mail/package.json libs/mail/
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --prod --filter "@noxdesk/api..."

# One image for `api` and `worker`: PROCESS_ROLE tells them apart.
FROM base AS api
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data LOG_FORMAT=json
COPY --from=packages /app ./
COPY --from=build /app/apps/api/dist apps/api/dist
COPY --from=build /app/libs/contracts/dist libs/contracts/dist
COPY --from=build /app/libs/domain/dist libs/domain/dist
COPY --from=build /app/libs/embedded/dist libs/embedded/dist
COPY --from=build /app/libs/mail/dist libs/mail/dist
COPY --from=build /app/apps/web/dist apps/web/dist
COPY deploy/healthcheck.mjs deploy/
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "deploy/healthcheck.mjs"]
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=30", "apps/api/dist/main.js"]

# The built pages behind nginx, which passes calls of the API on.
FROM nginx:1.28-alpine AS web
COPY deploy/nginx.conf /etc/nginx/conf.d/default.conf
COPY --from=build /app/apps/web/dist /usr/share/nginx/html/tickets
EXPOSE 80
HEALTHCHECK --interval=10s --timeout=5s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1/tickets/"]
