/** What a source holds, laid out on this machine for one render. */
export interface SourceContent {
  /** The folder beyond which nothing is read; or a chart's archive. */
  readonly root: string;
  /** What is rendered: below the root, or the archive itself. */
  readonly path: string;
}

/** A source whose content is fixed. */
export interface ResolvedSource {
  /** The same for the same content, and for no other. */
  readonly id: string;
  /** For messages: `ghcr.io/owner/charts/name:1.0.76`, `https://github.com/owner/name v1.0.76 k8s/demo`. */
  readonly label: string;
  readonly tool: 'helm' | 'kustomize';
  /**
   * Lays the content out.
   *
   * @param folder an empty one, removed afterwards
   */
  readonly fetchContent: (folder: string) => Promise<SourceContent>;
}
