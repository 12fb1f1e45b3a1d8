export default async (it) => {
  try {
    const own = document.querySelector('[src*="/static/js/"]').src;
    const base = window.__streamlit?.BACKEND_BASE_URL ?? own.replace(/\/static\/js\/.*/, "");
    return await (await import(base + "MODULE")).start(it, base);
  } catch (error) {
    it.setTriggerValue("failed", `${error}`);
  }
};
