export default async (component) => {
  try {
    const own = document.querySelector('script[src*="/static/js/"]').src;
    const base = window.__streamlit?.BACKEND_BASE_URL ?? own.replace(/\/static\/js\/.*/, "");
    return await (await import(`${base}MODULE`)).start(component, base);
  } catch (error) {
    component.setTriggerValue("failed", `${error}`);
  }
};
