/** @jest-environment @happy-dom/jest-environment */
import { signs } from "./signs.js";

test("it signs a File under happy-dom", signs, 30_000);
