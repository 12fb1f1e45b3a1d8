// Streamlit sends this text with every message, so it only fetches the module and hands over.
export default async function (component) {
  const { data, setTriggerValue } = component;
  const own = document.querySelector('script[src*="static/js/"]');
  const base = window.__streamlit?.BACKEND_BASE_URL ?? new URL("../..", own.src);
  const at = (path) => new URL(`.${path}`, `${base}`.replace(/\/*$/, "/")).href;
  try {
    return await (await import(at(data.files.module)))[data.part](component, at);
  } catch (error) {
    console.error(error);
    setTriggerValue("failed", String(error));
  }
}
