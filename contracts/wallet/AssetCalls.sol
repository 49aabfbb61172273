// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Asset, AssetKind} from "./IWalletTypes.sol";

/// @title AssetCalls
/// @notice What a module has an account call to move an asset, and whether the asset agreed.
library AssetCalls {
    /// @notice The call of an asset's contract that moves it.
    function transferOf(
        address account,
        Asset calldata asset,
        address to,
        uint256 amount
    ) internal pure returns (bytes memory) {
        if (asset.kind == AssetKind.ERC20) return abi.encodeCall(IERC20.transfer, (to, amount));
        // `safeTransferFrom` has two forms, which a name alone doesn't tell apart.
        if (asset.kind == AssetKind.ERC721)
            return abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", account, to, asset.id);
        return abi.encodeCall(IERC1155.safeTransferFrom, (account, to, asset.id, amount, ""));
    }

    /// @notice Whether an answer to that call is a yes. Some fungible tokens answer nothing; whatever else isn't true is a refusal.
    function isAgreed(AssetKind kind, bytes memory answer) internal pure returns (bool) {
        return kind != AssetKind.ERC20 || answer.length == 0 || (answer.length >= 32 && uint256(bytes32(answer)) == 1);
    }
}
