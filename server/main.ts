import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './lsp/server.ts';

/** The language server of the VS Code extension; the client names the transport on the command line. */
startServer(createConnection(ProposedFeatures.all));
