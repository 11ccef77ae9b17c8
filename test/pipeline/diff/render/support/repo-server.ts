import { type ChannelCredentials, Client, credentials } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import type { KubernetesObject } from '../../../../../pipeline/diff/model.ts';

/** The parts of Argo CD's reposerver/repository.proto and generated.proto (v3.2) that are used here. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Repository {
    string repo = 1; string username = 2; string password = 3; string type = 11; bool enableOCI = 14;
  }
  message RawExtension { bytes raw = 1; }
  message Helm { repeated string valueFiles = 1; string releaseName = 3; RawExtension valuesObject = 10; }
  message Kustomize {}
  message ApplicationSource {
    string repoURL = 1; string path = 2; string targetRevision = 4; Helm helm = 7; Kustomize kustomize = 8;
    string chart = 12; string name = 14;
  }
  message ManifestRequest {
    Repository repo = 1; string revision = 2; bool noCache = 3; string appName = 5; string namespace = 8;
    ApplicationSource applicationSource = 10; string kubeVersion = 14; repeated string apiVersions = 15;
    bool noRevisionCache = 18; map<string, bool> enabledSourceTypes = 20; string projectName = 25;
  }
  message ManifestResponse { repeated string manifests = 1; }
`);

const requestType = root.lookupType('ManifestRequest');
const responseType = root.lookupType('ManifestResponse');

/** Connects to the real repo-server. `generate` sends a ManifestRequest and returns the generated objects. */
export function connectRepoServer(port: number) {
  const plaintext: ChannelCredentials = credentials.createInsecure();
  const client = new Client(`127.0.0.1:${port}`, plaintext, { 'grpc.enable_http_proxy': 0 });
  return {
    generate: (request: Readonly<Record<string, unknown>>): Promise<KubernetesObject[]> =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          '/repository.RepoServerService/GenerateManifest',
          (value: object) => Buffer.from(requestType.encode(requestType.fromObject(value)).finish()),
          (bytes: Buffer) => responseType.toObject(responseType.decode(bytes), { defaults: true }),
          request,
          (error, response) => {
            if (error !== null) reject(error);
            else
              resolve(
                (response?.['manifests'] ?? []).map((text: string): KubernetesObject => JSON.parse(text)),
              );
          },
        );
      }),
    close: () => client.close(),
  };
}

export type RepoServer = ReturnType<typeof connectRepoServer>;
