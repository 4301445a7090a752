"use client";
import { useEffect } from "react";
import { createSignerConnector } from "signer-connector";
import { offer } from "../offer.js";

export default function Page() {
  useEffect(() => offer(createSignerConnector()), []);
  return <h1>Next</h1>;
}
