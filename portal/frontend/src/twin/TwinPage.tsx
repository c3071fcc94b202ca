export function TwinPage() {
  return <h1>twin</h1>;
}
