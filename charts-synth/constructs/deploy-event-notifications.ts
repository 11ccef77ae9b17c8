import { type ApiObject, JsonPatch } from 'cdk8s';
import { ConfigMap, Secret } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { patchAnnotation } from '../patch-annotation.ts';
import { secretRef } from '../secret-ref.ts';
import { withoutDefaults } from './without-defaults.ts';

export interface DeployEventNotificationsProps {
  /** The namespace that Argo CD runs in. */
  readonly namespace: string;
  /** The environment's keys in `argocd-notifications-cm`. */
  readonly settings: Readonly<Record<string, string>>;
  /** The environment's key in `argocd-notifications-secret`. */
  readonly tokenKey: string;
  /** The key of the stack's config that holds the token. */
  readonly tokenConfigKey: string;
}

/** An environment's own keys in the shared ConfigMap and Secret of Argo CD's notifications. */
export class DeployEventNotifications extends Construct {
  readonly apiObjects: readonly ApiObject[];

  constructor(scope: Construct, id: string, props: DeployEventNotificationsProps) {
    super(scope, id);
    const { namespace, settings, tokenKey, tokenConfigKey } = props;
    const metadata = (name: string) => ({ name, namespace, annotations: { [patchAnnotation]: 'true' } });
    const configMap = new ConfigMap(this, 'Settings', {
      metadata: metadata('argocd-notifications-cm'),
      data: { ...settings },
    });
    const secret = new Secret(this, 'Token', { metadata: metadata('argocd-notifications-secret') });
    const settingsObject = withoutDefaults(configMap, '/immutable');
    const tokenObject = withoutDefaults(secret, '/immutable');
    // A patch of a shared Secret must have `data` in base64; cdk8s-plus writes only `stringData`.
    tokenObject.addJsonPatch(
      JsonPatch.add('/data', { [tokenKey]: secretRef(tokenConfigKey, 'base64') }),
      JsonPatch.remove('/stringData'),
    );
    this.apiObjects = [settingsObject, tokenObject];
  }
}
