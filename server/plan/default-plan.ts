/**
 * The plan that applies where a workspace has no plan file of its own but holds Dockerfiles of the Lucid project, and
 * the text that "Create Plan File" writes. The project's documents contradict each other; a comment beside
 * the value that stands tells each conflict, so that the plan explains itself.
 */
export const defaultPlanText = `# The images of the Lucid project: what they are called, from what they are built, in which order.
# The format is described in docs/plan.md. Whether an image is built or its Dockerfile is missing is never written here:
# the documents disagreed about it (the Python base was listed as built and as missing at once), so it is computed.
version: 1

# The documents speak of a namespace "pickme/lucid"; every image in them is pickme/lucid-<name>: the namespace is pickme.
registry: docker.io/pickme

# The target is one Raspberry Pi 5. The status analysis asks for linux/amd64 as well, and the completion summaries built
# both; the creation plan, every success criterion and the tag "latest-arm64" say arm64 alone: that stands.
# With two platforms here, a tag that ends in -arm64 would name an image that also runs elsewhere.
platforms: [linux/arm64]

# The nonroot user of every distroless image. Some images get it from a base tagged :nonroot, others from USER: both count.
user: "65532:65532"

# {timestamp} is the start of the build as YYYYMMDD-HHMMSS, the same for all images of one run. The commands of the
# documents used $(date ...), which PowerShell and cmd do not know; it is computed by the program.
# The status analysis also names plain "latest" as built; the plan and all later builds push latest-arm64: that stands.
tags: [latest-arm64, "latest-{timestamp}"]

# What every Python service sets. {id}, {image} and {port} are the image's own; a variable that asks for the port of an
# image without one is left out. PYTHONPATH is the least: packages that were copied to
# /usr/local/lib/python3.11/site-packages are found only when that folder is added to it.
env:
  PYTHONPATH: /app
  PYTHONUNBUFFERED: "1"
  SERVICE_NAME: "{id}"
  PORT: "{port}"
  HOST: 0.0.0.0
  LOG_LEVEL: INFO
  DEBUG: "false"

networks:
  lucid-pi-network:
    subnet: 172.20.0.0/16
  # The documents ask for a separate network for TRON without naming it: this name and the next free /16 stand.
  lucid-tron-isolated:
    subnet: 172.21.0.0/16
    isolated: true

# All images together, and the time of one phase. The documents also say "1 day" and "1 week" for a phase: that is the
# time to write it, not to build it.
budgets:
  total: 10 GB
  phase: 2 h

# Severities of rules, by id: error, warning, info, hint or off. What a plan wants is a warning unless it says more; these
# three are mandatory in the complete image creation plan, under "Security Requirements": all images on distroless bases,
# non-root user execution, zero TRON references outside of the payment services. The status analysis repeats the first two
# among its success criteria. "Proper health checks" stand there too, without saying what is proper: a warning.
rules:
  distroless-base: error
  user-nonroot: error
  tron-isolation: error

# Nothing but the payment services may mention TRON. auth-service is allowed to: it verifies TRON signatures.
# "usdt" is no token: node-management legitimately has a payout threshold of 10 USDT.
# The folder is written payment-systems in the documents and payment_systems in some sources: both count.
isolation:
  tron:
    tokens: [tron, trx, trc20, tronweb, tronpy, tronapi, trongrid, payment-systems, payment_systems]
    images: [tron-client, payout-router, wallet-manager, usdt-manager, trx-staking, payment-gateway]
    allowed: [auth-service]
    network: lucid-tron-isolated

# Compose files that are deployed together, so that ports, names and addresses used twice among them are found:
#   pi: [docker-compose.foundation.yml, docker-compose.core.yml]
# The documents name no compose file.
stacks: {}

# About the values that many images share:
# - Phases are numbered as in the build order of the creation plan, 1 to 6. Its chapters count from the foundation
#   services instead, so that "Phase 3: Application Services" there is phase 4 here.
# - Bases have no tag here. The creation plan writes ":arm64", a tag that distroless does not publish; the summaries write
#   ":latest" and ":nonroot". Published are latest, nonroot, debug and debug-nonroot, each also with -arm64 at its end.
# - python3-debian12 has Python 3.11. The summary of admin-interface and tron-client says 3.12: its builder, a mismatch.
#   Distroless stopped updating java17-debian12 on 2026-02-27 and python3-debian12 on 2026-05-12; the successors are
#   java17-debian13 and python3-debian13 (Python 3.13). All documents say debian12: that stands until you change it.
# - Contexts: the creation plan and the status analysis build every image from ".". The summaries show the commands that
#   were run, and all but one (service-mesh-controller) use the folder of the Dockerfile: that folder stands for every
#   other image, built or not. "as built" below marks the images whose command is shown.
# - Ports are those inside the container, the first one is asked by the health check. Several images use the same:
#   8083 session-pipeline, admin-interface, gui; 8084 blockchain-engine, session-recorder; 8085 session-anchoring,
#   chunk-processor; 8086 service-mesh-controller, block-manager, session-storage; 8087 data-chain, session-api;
#   8091 rdp-xrdp, tron-client; 8092 rdp-controller, payout-router; 8093 rdp-monitor, wallet-manager; 3389 rdp-xrdp, rdp.
#   That is no conflict between containers, but on one host they cannot be published under the same number.
# - The status analysis also lists lucid-arm64-base, lucid-minimal-base and lucid-blockchain-core as built; no document
#   gives them a Dockerfile and no image needs them: they are not part of the plan.
phases:
  - id: 1
    title: Base Infrastructure
    # Three images of one name, told apart by their tags. They serve nothing: no port, no health, no environment.
    images:
      - id: python-base
        title: Python Distroless Base
        image: lucid-base
        tags: [python-distroless-arm64, "python-distroless-{timestamp}"]
        dockerfile: infrastructure/containers/base/Dockerfile.python-base
        context: infrastructure/containers/base # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        health: none
        env: {}
      - id: java-base
        title: Java Distroless Base
        image: lucid-base
        tags: [java-distroless-arm64, "java-distroless-{timestamp}"]
        dockerfile: infrastructure/containers/base/Dockerfile.java-base
        context: infrastructure/containers/base # its own folder; the creation plan says "."
        base: gcr.io/distroless/java17-debian12
        health: none
        env: {}
      - id: base
        title: Base Distroless Runtime
        image: lucid-base
        dockerfile: infrastructure/docker/distroless/base/Dockerfile.base
        context: infrastructure/docker/distroless/base # its own folder; the creation plan says "."
        base: gcr.io/distroless/base-debian12
        health: none
        env: {}

  - id: 2
    title: Foundation Services
    images:
      # The databases speak their own protocols: an open port is their health, and they read configuration files
      # (mongod.conf, redis.conf, elasticsearch.yml) instead of the standard environment.
      - id: mongodb
        title: MongoDB
        image: lucid-mongodb
        dockerfile: infrastructure/containers/storage/Dockerfile.mongodb
        context: infrastructure/containers/storage # its own folder; the creation plan says "."
        base: gcr.io/distroless/base-debian12
        ports: [27017]
        health: tcp
        env: {}
      - id: redis
        title: Redis
        image: lucid-redis
        dockerfile: infrastructure/containers/storage/Dockerfile.redis
        context: infrastructure/containers/storage # its own folder; the creation plan says "."
        base: gcr.io/distroless/base-debian12
        ports: [6379]
        health: tcp
        env: {}
      - id: elasticsearch
        title: Elasticsearch
        image: lucid-elasticsearch
        dockerfile: infrastructure/containers/storage/Dockerfile.elasticsearch
        context: infrastructure/containers/storage # its own folder; the creation plan says "."
        base: gcr.io/distroless/base-debian12
        ports: [9200]
        health: tcp
        env: {}
      - id: auth-service
        title: Authentication Service
        image: lucid-auth-service
        dockerfile: auth/Dockerfile
        context: auth # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8089]
        health: /health

  - id: 3
    title: Core Services
    images:
      - id: api-gateway
        title: API Gateway
        image: lucid-api-gateway
        dockerfile: 03-api-gateway/Dockerfile
        context: 03-api-gateway # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8080]
        health: /api/v1/meta/health # verified when it was built; /health does not exist there
      - id: service-mesh-controller
        title: Service Mesh Controller
        image: lucid-service-mesh-controller
        # The creation plan and the status analysis (which calls it missing) say service-mesh/Dockerfile; it was built
        # from Dockerfile.controller.
        dockerfile: service-mesh/Dockerfile.controller
        context: . # as built: the one command that does not use the folder of the Dockerfile
        # As built: the summary of phase 3 says python3-debian12 for all its images; the creation plan says base-debian12.
        base: gcr.io/distroless/python3-debian12
        # 8500 is Consul and answers the health check as built; the creation plan adds 8086 for the controller.
        ports: [8500, 8086]
        health: /health
      - id: blockchain-engine
        title: Blockchain Engine
        image: lucid-blockchain-engine
        dockerfile: blockchain/Dockerfile.engine
        context: blockchain # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8084]
        health: /health
      - id: session-anchoring
        title: Session Anchoring
        image: lucid-session-anchoring
        dockerfile: blockchain/Dockerfile.anchoring
        context: blockchain # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8085]
        health: /health
      - id: block-manager
        title: Block Manager
        image: lucid-block-manager
        dockerfile: blockchain/Dockerfile.manager
        context: blockchain # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8086]
        health: /health
      - id: data-chain
        title: Data Chain
        image: lucid-data-chain
        dockerfile: blockchain/Dockerfile.data
        context: blockchain # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8087]
        health: /health

  - id: 4
    title: Application Services
    images:
      - id: session-pipeline
        title: Session Pipeline
        image: lucid-session-pipeline
        dockerfile: sessions/Dockerfile.pipeline
        context: sessions # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8083]
        health: /health
      - id: session-recorder
        title: Session Recorder
        image: lucid-session-recorder
        dockerfile: sessions/Dockerfile.recorder
        context: sessions # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8084]
        health: /health
      # Called Session Processor in the creation plan and Chunk Processor in its summary; the image is chunk-processor.
      - id: chunk-processor
        title: Session Processor
        image: lucid-chunk-processor
        dockerfile: sessions/Dockerfile.processor
        context: sessions # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8085]
        health: /health
      - id: session-storage
        title: Session Storage
        image: lucid-session-storage
        dockerfile: sessions/Dockerfile.storage
        context: sessions # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8086]
        health: /health
      - id: session-api
        title: Session API
        image: lucid-session-api
        dockerfile: sessions/Dockerfile.api
        context: sessions # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8087]
        health: /health
      - id: rdp-server-manager
        title: RDP Server Manager
        image: lucid-rdp-server-manager
        dockerfile: RDP/Dockerfile.server-manager
        context: RDP # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8090]
        health: /health
      - id: rdp-xrdp
        title: RDP XRDP Integration
        image: lucid-rdp-xrdp
        dockerfile: RDP/Dockerfile.xrdp
        context: RDP # its own folder; the creation plan says "."
        base: gcr.io/distroless/base-debian12
        ports: [8091, 3389]
        health: /health
        env: {}
      - id: rdp-controller
        title: RDP Controller
        image: lucid-rdp-controller
        dockerfile: RDP/Dockerfile.controller
        context: RDP # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8092]
        health: /health
      - id: rdp-monitor
        title: RDP Monitor
        image: lucid-rdp-monitor
        dockerfile: RDP/Dockerfile.monitor
        context: RDP # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8093] # its summary says 8090, which is rdp-server-manager's; the creation plan says 8093
        health: /health
      - id: node-management
        title: Node Management
        image: lucid-node-management
        dockerfile: node/Dockerfile
        context: node # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8095]
        health: /health

  - id: 5
    title: Support Services
    # admin-interface and tron-client were built together with phase 4; the plan counts them here.
    images:
      - id: admin-interface
        title: Admin Interface
        image: lucid-admin-interface
        dockerfile: admin/Dockerfile
        context: admin # as built; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8083]
        health: /admin/health # as built; not /health
      - id: tron-client
        title: TRON Client
        image: lucid-tron-client
        dockerfile: payment-systems/tron/Dockerfile.tron-client
        context: payment-systems/tron # as built, with its COPY paths corrected for it; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8091]
        health: /health
      - id: payout-router
        title: TRON Payout Router
        image: lucid-payout-router
        dockerfile: payment-systems/tron/Dockerfile.payout-router
        context: payment-systems/tron # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8092]
        health: /health
      - id: wallet-manager
        title: TRON Wallet Manager
        image: lucid-wallet-manager
        dockerfile: payment-systems/tron/Dockerfile.wallet-manager
        context: payment-systems/tron # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8093]
        health: /health
      - id: usdt-manager
        title: TRON USDT Manager
        image: lucid-usdt-manager
        dockerfile: payment-systems/tron/Dockerfile.usdt-manager
        context: payment-systems/tron # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8094]
        health: /health
      - id: trx-staking
        title: TRON Staking
        image: lucid-trx-staking
        dockerfile: payment-systems/tron/Dockerfile.trx-staking
        context: payment-systems/tron # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8096]
        health: /health
      - id: payment-gateway
        title: TRON Payment Gateway
        image: lucid-payment-gateway
        dockerfile: payment-systems/tron/Dockerfile.payment-gateway
        context: payment-systems/tron # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8097]
        health: /health

  - id: 6
    title: Specialized Services
    images:
      - id: gui
        title: GUI Services
        image: lucid-gui
        dockerfile: infrastructure/docker/distroless/gui/Dockerfile.gui
        context: infrastructure/docker/distroless/gui # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [8083]
        health: /health
      - id: rdp
        title: RDP Services
        image: lucid-rdp
        dockerfile: infrastructure/docker/distroless/rdp/Dockerfile.rdp
        context: infrastructure/docker/distroless/rdp # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
        ports: [3389]
        health: tcp
      # No document gives the last three a port or a health check.
      - id: vm
        title: VM Services
        image: lucid-vm
        dockerfile: infrastructure/docker/multi-stage/Dockerfile.vm
        context: infrastructure/docker/multi-stage # its own folder; the creation plan says "."
        base: gcr.io/distroless/python3-debian12
      - id: database
        title: Database Services
        image: lucid-database
        dockerfile: infrastructure/containers/database/Dockerfile.database
        context: infrastructure/containers/database # its own folder; the creation plan says "."
        base: gcr.io/distroless/base-debian12
        env: {}
      - id: storage
        title: Storage Services
        image: lucid-storage
        dockerfile: infrastructure/containers/storage/Dockerfile.storage
        context: infrastructure/containers/storage # its own folder; the creation plan says "."
        base: gcr.io/distroless/base-debian12
        env: {}
`;
