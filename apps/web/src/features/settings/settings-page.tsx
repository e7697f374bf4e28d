export function AdminSettings() {
  return null;
}
export function OwnSettings() {
  return null;
}
