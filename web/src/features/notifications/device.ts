/** This browser as a device that rings: the service worker, the permission, the subscription. */
import { decodeKey } from "@/features/notifications/key";

export { deviceLabel } from "@/features/notifications/key";

export type Support = "yes" | "insecure" | "none" | "denied" | "needs_install";

/** Whether this browser can ring, and if not, why: the screen says what to do. */
export function supportHere(): Support {
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator)) return "none";
  if (!("PushManager" in window)) return isApplePhone() ? "needs_install" : "none";
  return Notification.permission === "denied" ? "denied" : "yes";
}

/** An iPhone takes pushes only for a page put on its home screen. */
function isApplePhone(): boolean {
  return /iPhone|iPad/.test(navigator.userAgent);
}

export class PermissionRefused extends Error {}

export async function subscribeHere(publicKey: string): Promise<{ endpoint: string; keys: { p256dh: string; auth: string } }> {
  if ((await Notification.requestPermission()) !== "granted") throw new PermissionRefused();
  const registration = await navigator.serviceWorker.ready;
  const known = await registration.pushManager.getSubscription();
  if (known && !sameKey(known, publicKey)) await known.unsubscribe();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: decodeKey(publicKey) });
  const { endpoint = "", keys } = subscription.toJSON();
  return { endpoint, keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" } };
}

export async function unsubscribeHere(): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  await (await registration.pushManager.getSubscription())?.unsubscribe();
}

export async function subscribedHere(): Promise<boolean> {
  if (supportHere() !== "yes" || Notification.permission !== "granted") return false;
  const registration = await navigator.serviceWorker.getRegistration();
  return Boolean(await registration?.pushManager.getSubscription());
}

/** A subscription made for another server's key would be refused by the push service. */
function sameKey(subscription: PushSubscription, publicKey: string): boolean {
  const key = subscription.options.applicationServerKey;
  if (!key) return false;
  const wanted = decodeKey(publicKey);
  const given = new Uint8Array(key);
  return given.length === wanted.length && given.every((byte, at) => byte === wanted[at]);
}
