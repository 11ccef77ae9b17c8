/** The content of a source in files on this machine. */
export interface SourceContent {
  /** The folder that rendering may read from; or a chart's archive. */
  readonly root: string;
  /** The folder to render, in the root; or the archive itself. */
  readonly path: string;
}

/** A source whose revision is resolved, so that its content is fixed. */
export interface ResolvedSource {
  /** Two sources have the same id if and only if their content is the same. */
  readonly id: string;
  /** For messages: `ghcr.io/owner/charts/name:1.0.76`, `https://github.com/owner/name v1.0.76 k8s/demo`. */
  readonly label: string;
  readonly tool: 'helm' | 'kustomize';
  /**
   * Fetches the content, if it is not on this machine yet.
   *
   * @param folder an empty folder to use, which is removed after rendering
   * @throws UserError if there is nothing to render
   */
  readonly fetchContent: (folder: string) => Promise<SourceContent>;
}
